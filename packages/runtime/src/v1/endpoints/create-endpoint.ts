import {
  type CopilotRuntime as BaseRuntime,
  type CopilotRuntimeHandlerOptions,
  createCopilotRuntimeHandler,
  type HostRequest,
  type HostResponse,
  type RequestPlace,
} from '@flightdeck/runtime-core'
import type { BoundAgents } from '../runtime-agents.ts'
import { warnOnce } from '../warn-once.ts'
import { type CreateCopilotRuntimeServerOptions, checkServerOptions } from './server-options.ts'

/** A runtime behind a path, which takes envelopes at the path itself and has one path per operation below it. */
export interface Endpoint {
  /** The segments of its path. */
  readonly segments: readonly string[]
  /** Answers a request. Without `segmentsBelow` it is answered only if its whole path is that of the endpoint. */
  fromHost(request: HostRequest | Request, place?: RequestPlace): Promise<HostResponse>
}

/**
 * Makes the endpoint that a helper serves.
 *
 * @throws TypeError if an option is wrong, Error without a path
 */
export function createEndpoint(options: CreateCopilotRuntimeServerOptions): Endpoint {
  const warnings = checkServerOptions(options)
  const { runtime, serviceAdapter, cors = true } = options
  const segments = segmentsOf(pathOf(options))
  const bound: BoundAgents | undefined = Reflect.get(Object(runtime) as BaseRuntime, 'boundAgents')
  bound?.check(serviceAdapter)
  const handlerOptions: CopilotRuntimeHandlerOptions = {
    runtime,
    cors,
    basePath: `/${segments.join('/')}`,
    ...(bound && { agents: bound.of(serviceAdapter) }),
  }
  const envelopes = createCopilotRuntimeHandler({ ...handlerOptions, mode: 'single-route' })
  const paths = createCopilotRuntimeHandler(handlerOptions)
  for (const warning of warnings) warnOnce(runtime.resolved.logger, warning)
  return {
    segments,
    fromHost: (request, place) =>
      ((place?.segmentsBelow ?? 0) === 0 ? envelopes : paths).fromHost(request, place),
  }
}

/** The segments of a path. */
export function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '')
}

function pathOf({ baseUrl, endpoint }: CreateCopilotRuntimeServerOptions): string {
  const path = baseUrl ?? endpoint
  if (typeof path === 'string' && path !== '') return path
  throw new Error(
    "basePath must be provided for single-route endpoint: pass endpoint, such as endpoint: '/api/copilotkit'.",
  )
}
