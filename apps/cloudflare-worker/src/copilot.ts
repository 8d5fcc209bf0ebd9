import { createScriptedAgent } from '@flightdeck/host-kit'
import {
  CopilotRuntime,
  type CopilotRuntimeFetchHandler,
  type CopilotRuntimeOptions,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime-core'

/** What the Worker is configured with: keys and bindings exist per request, never at module scope. */
export interface Env {
  /** A secret, such as a model's key: `wrangler secret put AGENT_KEY`. */
  AGENT_KEY: string
  /** The Durable Object that keeps threads. */
  THREADS: DurableObjectNamespace
}

/** The handlers of one runtime, for the places where the Worker is mounted. */
export interface Copilot {
  readonly multiRoute: CopilotRuntimeFetchHandler
  readonly singleRoute: CopilotRuntimeFetchHandler
}

export interface CopilotPlace {
  /** Where the handlers are mounted; single-route has `-single` added. */
  readonly basePath: string
  readonly observer?: CopilotRuntimeOptions['observer']
}

export function createCopilot(env: Env, { basePath, observer }: CopilotPlace): Copilot {
  const runtime = new CopilotRuntime({
    agents: { default: createScriptedAgent({ apiKey: env.AGENT_KEY }) },
    observer,
  })
  return {
    multiRoute: createCopilotRuntimeHandler({ runtime, basePath, cors: true }),
    singleRoute: createCopilotRuntimeHandler({
      runtime,
      basePath: `${basePath}-single`,
      mode: 'single-route',
    }),
  }
}

/** Hands a request to the handler that its path names. */
export function serve(request: Request, basePath: string, copilot: Copilot): Promise<Response> {
  const { pathname } = new URL(request.url)
  return pathname.startsWith(`${basePath}-single`)
    ? copilot.singleRoute(request)
    : copilot.multiRoute(request)
}
