import type { ServerRequest } from '../http/host-request.ts'
import { RuntimeError } from '../http/runtime-error.ts'

/** The header that GraphQL clients of CopilotKit send. */
const CLIENT_VERSION = 'x-copilotkit-runtime-client-gql-version'

/** Whether the headers of a request identify a GraphQL client. */
export function saysGraphQL(request: ServerRequest): boolean {
  return request.method === 'POST' && request.headers.get(CLIENT_VERSION) !== null
}

/** Whether a body is a GraphQL request. */
export function isGraphQL(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false
  return typeof Reflect.get(body, 'query') === 'string' && !Object.hasOwn(body, 'method')
}

/** The error for a GraphQL request. */
export function graphQLNotServed(): RuntimeError {
  return new RuntimeError('graphql_not_served')
}
