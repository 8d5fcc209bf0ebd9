import type { AgentInfo, RuntimeInfo, ThreadEndpoints } from '@flightdeck/protocol'
import type { AgentLike } from '@flightdeck/run-engine'
import { RuntimeError } from '../http/runtime-error.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import { VERSION } from '../runtime/version.ts'
import type { HandlerContext } from './handler-context.ts'

/** `GET /info`: returns the agents and the features of the runtime. */
export async function info(context: HandlerContext): Promise<RouteResult> {
  const { runtime } = context
  if (runtime.options.authorize !== undefined) await context.admit()
  try {
    const agents = await context.agents()
    const told = await Promise.all(
      Object.entries(agents).map(([id, agent]) => describe(id, agent, runtime.logger)),
    )
    return {
      response: Response.json({
        version: VERSION,
        agents: Object.fromEntries(told.map((agent) => [agent.name, agent])),
        audioFileTranscriptionEnabled: runtime.options.transcriptionService !== undefined,
        mode: 'sse',
        ...threadEndpoints(context),
        suggestions: true,
        a2uiEnabled: false,
        openGenerativeUIEnabled: false,
        telemetryDisabled: true,
      } satisfies RuntimeInfo),
    }
  } catch (cause) {
    throw new RuntimeError('info_failed', undefined, { cause })
  }
}

const NO_THREADS: ThreadEndpoints = { list: false, inspect: false, mutations: false, realtimeMetadata: false }

/** CopilotKit's clients read what envelopes support from `singleRoute`; `threadEndpoints` is about paths. */
function threadEndpoints({
  runtime,
  mode,
  isForeign,
}: HandlerContext): Pick<RuntimeInfo, 'threadEndpoints' | 'singleRoute'> {
  const { kind } = runtime.threads
  const ours: ThreadEndpoints = {
    list: kind !== 'none' && !isForeign,
    inspect: kind !== 'none',
    mutations: kind === 'engine',
    realtimeMetadata: false,
  }
  if (mode === 'multi-route') return { threadEndpoints: ours }
  return { threadEndpoints: NO_THREADS, singleRoute: { resourceOperations: true, threadEndpoints: ours } }
}

async function describe(
  id: string,
  agent: AgentLike,
  logger: HandlerContext['runtime']['logger'],
): Promise<AgentInfo> {
  const told: AgentInfo = {
    name: id,
    description: agent.description,
    className: agent.constructor?.name ?? 'Object',
  }
  const { getCapabilities } = agent as { getCapabilities?: () => unknown }
  if (typeof getCapabilities !== 'function') return told
  try {
    return { ...told, capabilities: await getCapabilities.call(agent) }
  } catch (error) {
    logger.warn('getCapabilities of an agent failed', { agentId: id, error })
    return told
  }
}
