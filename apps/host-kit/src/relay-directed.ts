import type { AgentLike, AgentRunContext, EventLike } from '@flightdeck/run-engine'
import type { CopilotRuntimeHooks, CopilotRuntimeOptions } from '@flightdeck/runtime-core'
import { linesOf } from './read-lines.ts'
import { createDirectorLine, type DirectorLine } from './relay-line.ts'
import { createDirectedService } from './relay-listening.ts'
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

type Agents = Record<string, AgentLike>

/** What a runtime is given of a test in another process. */
export interface Directed {
  readonly agents: CopilotRuntimeOptions['agents']
  readonly functions: Partial<CopilotRuntimeOptions>
  readonly hooks: CopilotRuntimeHooks | undefined
  /** Resolves when the test knows of everything that aborted so far. */
  known(): Promise<void>
}

interface Told {
  readonly request?: Request
  readonly response?: Response
  readonly error?: unknown
  readonly runtime?: unknown
  readonly route?: unknown
}

/** Makes stand-ins for the agents, functions and hooks of a test. */
export function createDirected(asked: CaseMessage): Directed {
  const line = createDirectorLine(asked.director)
  const { director, agents, functions, hooks, hears } = asked
  const standIn = (name: string) => [name, (told: Told) => callWith(director, name, told)] as const
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
      ...(hears && { transcriptionService: createDirectedService(line, hears === 'streams') }),
    },
    hooks: hooks.length > 0 ? Object.fromEntries(hooks.map(standIn)) : undefined,
    known: () => line.known(),
  }
}

/** Calls a function of the test with what it is told, and gives or throws what the function did. */
async function callWith(director: string, name: string, told: Told): Promise<unknown> {
  const { request, response, error, runtime: _runtime, route: _route, ...others } = told
  // The body of a stream that is under way stays here; an answer that is told afterwards goes along.
  const body = name === 'afterRequestMiddleware' ? await response?.text() : undefined
  const result = await call(director, {
    name,
    request: request && toRequestMessage(request),
    response: response && toResponseMessage(response, body),
    error: error instanceof Error ? error.message : undefined,
    told: others,
  })
  const value = outcomeOf(result, told)
  if (result.how === 'threw') throw value
  return value
}

function outcomeOf({ request, response, error, value }: ResultMessage, told: Told): unknown {
  if (request !== undefined && told.request !== undefined) {
    return new Request(told.request, { headers: new Headers(pairs(request.headers)) })
  }
  if (response !== undefined) {
    const { status, headers, body = told.response?.body } = response
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
    abortRun: () => line.tellAsked({ handle }),
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

/** Plays the run of an agent of the test: each line of the answer is one event. */
async function* play(
  line: DirectorLine,
  message: RunMessage,
  signal: AbortSignal | undefined,
): AsyncGenerator<EventLike> {
  const sent = fetch(`${line.director}/run`, { method: 'POST', body: JSON.stringify(message) })
  const onAbort = (): void => line.tellAborted({ key: message.key }, sent)
  signal?.addEventListener('abort', onAbort, { once: true })
  const answer = await line.awaitAnswer(sent)
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
