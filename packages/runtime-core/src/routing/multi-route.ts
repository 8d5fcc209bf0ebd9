import { isJsonContentType } from '../http/content-type.ts'
import { cancelBody } from '../http/discard-body.ts'
import { fetchRequestOf, type ServerRequest } from '../http/host-request.ts'
import { readJson } from '../http/read-body.ts'
import { RuntimeError } from '../http/runtime-error.ts'
import { graphQLNotServed, isGraphQL, saysGraphQL } from './graphql.ts'
import { matchRoute } from './match-route.ts'
import type { Routed, Router } from './router.ts'
import { methodNotAllowed, notFound } from './routing-errors.ts'
import { isEnvelope } from './single-route.ts'

// Enough for an envelope that asks for `info`. A larger body is not read just to choose a 404.
const PROBE_LIMITS = { maxBodyBytes: 16 * 1024, maxJsonDepth: 200 }

/** Creates the router of multi-route mode. `usualBase` is the result of `resolveBasePath`. */
export function createMultiRouter(usualBase: readonly string[] | undefined): Router {
  return async (request, path, base = usualBase) => {
    const outcome = matchRoute(request.method, path, base)
    switch (outcome.kind) {
      case 'match':
        return { kind: 'route', match: outcome.match, toInner: (inner) => inner }
      case 'wrong-method':
        return { kind: 'refusal', error: methodNotAllowed(outcome.allow), route: outcome.route }
      case 'no-route':
        return noRoute(request, path, base)
    }
  }
}

async function noRoute(
  request: ServerRequest,
  path: string,
  base: readonly string[] | undefined,
): Promise<Routed> {
  if (saysGraphQL(request)) return { kind: 'refusal', error: graphQLNotServed() }
  const body = await probe(request)
  if (isGraphQL(body)) return { kind: 'refusal', error: graphQLNotServed() }
  if (isEnvelope(body)) {
    return { kind: 'refusal', error: new RuntimeError('single_route_envelope_against_multi_route_runtime') }
  }
  const expected =
    base === undefined
      ? 'The paths of this runtime end in /info, /agent/:agentId/run and the like.'
      : `This runtime is mounted at '/${base.join('/')}'. Below it are /info, /agent/:agentId/run, /agent/:agentId/connect, ` +
        '/agent/:agentId/stop/:threadId, /threads and others.'
  return { kind: 'refusal', error: notFound(path, expected) }
}

/** Reads the JSON body of a request without a route, if it is small. */
async function probe(given: ServerRequest): Promise<unknown> {
  if (given.method !== 'POST' || !isJsonContentType(given.headers.get('content-type'))) return undefined
  const request = fetchRequestOf(given)
  if (request.bodyUsed) return undefined
  // Hooks may still read the body of the request.
  const copy = request.clone()
  try {
    return await readJson(copy, PROBE_LIMITS)
  } catch {
    return undefined
  } finally {
    cancelBody(copy)
  }
}
