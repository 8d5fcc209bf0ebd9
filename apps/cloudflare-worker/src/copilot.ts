import {
  type AgentLike,
  CopilotRuntime,
  type CopilotRuntimeFetchHandler,
  type CopilotRuntimeOptions,
  createCopilotRuntimeHandler,
} from '@flightdeck/runtime/v2'

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

export function createCopilot(agent: AgentLike, { basePath, observer }: CopilotPlace): Copilot {
  const runtime = new CopilotRuntime({ agents: { default: agent }, observer })
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
