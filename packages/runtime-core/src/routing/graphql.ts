import type { ServerRequest } from '../http/host-request.ts'
import { RuntimeError } from '../http/runtime-error.ts'

/** The header of clients that speak GraphQL. */
const CLIENT_VERSION = 'x-copilotkit-runtime-client-gql-version'

/** Whether a request says by its headers that it is one of GraphQL. */
export function saysGraphQL(request: ServerRequest): boolean {
  return request.method === 'POST' && request.headers.get(CLIENT_VERSION) !== null
}

/** Whether a body is a request of GraphQL. */
export function isGraphQL(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  return typeof Reflect.get(body, 'query') === 'string' && !Object.hasOwn(body, 'method')
}

/** The error for a request of GraphQL. */
export function graphQLNotServed(): RuntimeError {
  return new RuntimeError('graphql_not_served')
}
