import { waitUntil } from 'cloudflare:workers'
import {
  type AgentLike,
  CopilotRuntime,
  type CopilotRuntimeFetchHandler,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime/v2'

/** The handlers of one runtime, for multi-route and single-route mode. */
export interface Copilot {
  readonly multiRoute: CopilotRuntimeFetchHandler
  readonly singleRoute: CopilotRuntimeFetchHandler
}

export interface CopilotPlace {
  /** The base path of the multi-route handler. That of the single-route handler has `-single` appended. */
  readonly basePath: string
}

export function createCopilot(agent: AgentLike, { basePath }: CopilotPlace): Copilot {
  // A Worker stops when its response was sent or its client has disconnected. This keeps it running for the rest of the work.
  const runtime = new CopilotRuntime({ agents: { default: agent }, waitUntil })
  return {
    multiRoute: createCopilotRuntimeHandler({ runtime, basePath, cors: { origin: 'https://app.example' } }),
    singleRoute: createCopilotRuntimeHandler({
      runtime,
      basePath: `${basePath}-single`,
      mode: 'single-route',
    }),
  }
}

/** Passes a request to the handler for its path. */
export function serve(request: Request, basePath: string, copilot: Copilot): Promise<Response> {
  const { pathname } = new URL(request.url)
  return pathname.startsWith(`${basePath}-single`)
    ? copilot.singleRoute(request)
    : copilot.multiRoute(request)
}
