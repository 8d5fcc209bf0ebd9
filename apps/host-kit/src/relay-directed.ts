import type { AgentLike, AgentRunContext, EventLike } from '@flightdeck/run-engine'
import type { CopilotRuntimeHooks, CopilotRuntimeOptions } from '@flightdeck/runtime-core'
import { linesOf } from './read-lines.ts'
import { createDirectorLine, type DirectorLine } from './relay-line.ts'
import {
  type AgentMessage,
  type CallMessage,
  type CaseMessage,
  type ResultMessage,
  type RunLine,
  type RunMessage,
  toRequestMessage,
  toResponseMessage,
} from './relay-messages.ts'
import { createDirectedService } from './relay-transcription.ts'

type Agents = Record<string, AgentLike>

/** The options for a runtime whose agents and functions are in a test process. */
export interface Directed {
  readonly agents: CopilotRuntimeOptions['agents']
  readonly functions: Partial<CopilotRuntimeOptions>
  readonly hooks: CopilotRuntimeHooks | undefined
  /** Resolves when the test was notified of every abort so far. */
  known(): Promise<void>
}

interface CallArguments {
  readonly request?: Request
  readonly response?: Response
  readonly error?: unknown
  readonly runtime?: unknown
  readonly route?: unknown
}

/** Creates proxies for the agents, functions and hooks of a test. */
export function createDirected(asked: CaseMessage): Directed {
  const line = createDirectorLine(asked.director)
  const { director, agents, functions, hooks, transcription } = asked
  const standIn = (name: string) => [name, (args: CallArguments) => callWith(director, name, args)] as const
  const standInOfRequest = (name: string) =>
    [name, (request: Request) => callWith(director, name, { request })] as const
  return {
    agents:
      agents === null
        ? async ({ request }) => agentsOf(line, await callWith(director, 'agents', { request }))
        : agentsOf(line, agents),
    functions: {
      ...Object.fromEntries(
        functions.map((name) => (name === 'identifyUser' ? standInOfRequest(name) : standIn(name))),
      ),
      ...(transcription && {
        transcriptionService: createDirectedService(line, transcription === 'streams'),
      }),
    },
    hooks: hooks.length > 0 ? Object.fromEntries(hooks.map(standIn)) : undefined,
    known: () => line.known(),
  }
}

/** Calls a function of the test, and returns or throws its result. */
async function callWith(director: string, name: string, args: CallArguments): Promise<unknown> {
  const { request, response, error, runtime: _runtime, route: _route, ...others } = args
  // The body of a stream that is being sent stays here. A complete body is sent along.
  const body = name === 'afterRequestMiddleware' ? await response?.text() : undefined
  const result = await call(director, {
    name,
    request: request && toRequestMessage(request),
    response: response && toResponseMessage(response, body),
    error: error instanceof Error ? error.message : undefined,
    args: others,
  })
  const value = outcomeOf(result, args)
  if (result.how === 'threw') throw value
  return value
}

function outcomeOf({ request, response, error, value }: ResultMessage, args: CallArguments): unknown {
  if (request !== undefined && args.request !== undefined) {
    return new Request(args.request, { headers: new Headers(pairs(request.headers)) })
  }
  if (response !== undefined) {
    const { status, headers, body = args.response?.body } = response
    return new Response(body ?? null, { status, headers: new Headers(pairs(headers)) })
  }
  return error === undefined ? value : new Error(error)
}

function pairs(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.map(([name, value]) => [name, value])
}

async function call(director: string, message: CallMessage): Promise<ResultMessage> {
  const answer = await fetch(`${director}/call`, { method: 'POST', body: JSON.stringify(message) })
  return (await answer.json()) as ResultMessage
}

function agentsOf(line: DirectorLine, agents: unknown): Agents {
  const entries = Object.entries(agents as Record<string, AgentMessage>)
  return Object.fromEntries(entries.map(([id, agent]) => [id, agentOf(line, agent)]))
}

function agentOf(line: DirectorLine, message: AgentMessage): AgentLike {
  const { handle, className, agentId, description, isCloned, hasCapabilities } = message
  const agent = Object.assign(Object.create({ constructor: { name: className } }) as object, {
    ...(agentId !== undefined && { agentId }),
    ...(description !== undefined && { description }),
    ...(message.headers !== undefined && { headers: { ...message.headers } }),
    ...(hasCapabilities && {
      getCapabilities: () => call(line.director, { name: 'capabilities', handle }).then(toValue),
    }),
    ...(isCloned && { clone: () => agentOf(line, message) }),
    abortRun: () => line.notifyAgentAborted({ handle }),
    run: (input: unknown, context?: AgentRunContext) => {
      const { headers } = agent as { headers?: Record<string, string> }
      return play(line, { key: crypto.randomUUID(), handle, input, headers }, context?.signal)
    },
  })
  return agent
}

function toValue(result: ResultMessage): unknown {
  if (result.how === 'threw') throw new Error(result.error)
  return result.value
}

/** Runs an agent of the test. Each line of the response is one event. */
async function* play(
  line: DirectorLine,
  message: RunMessage,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventLike> {
  const sent = fetch(`${line.director}/run`, { method: 'POST', body: JSON.stringify(message) })
  const onAbort = (): void => line.notifyAborted({ key: message.key }, sent)
  signal?.addEventListener('abort', onAbort, { once: true })
  const answer = await line.awaitResponse(sent)
  try {
    for await (const text of linesOf(answer)) {
      const said: RunLine = JSON.parse(text)
      if ('threw' in said) throw new Error(said.threw)
      yield said.event
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
