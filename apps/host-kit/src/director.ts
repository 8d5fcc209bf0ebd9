import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { AgentLike } from '@flightdeck/run-engine'
import type { ServerOptions } from '@flightdeck/testkit/conformance'
import { transcribe } from './director-transcription.ts'
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

/** A server in the test process through which a host calls the agents and functions of a test. */
export interface Director {
  /** The configuration sent to the host. */
  readonly asked: CaseMessage
  close(): void
}

type TestAgent = AgentLike & {
  headers?: Record<string, string>
  getCapabilities?: () => Promise<unknown>
}
type TestFunction = (args: unknown) => unknown

/** Placeholder for the body of a response whose stream stays in the host. */
const BODY = '(body in the host)'

/** Lets a host in another process call the agents and functions in the options of a test. */
export async function createDirector(options: ServerOptions): Promise<Director> {
  const { agents, hooks = {}, transcriptionService, ...others } = options
  const known: TestAgent[] = []
  const calls = new Map<string, AbortController>()
  const functions = new Map<string, TestFunction>()
  for (const [name, value] of [...Object.entries(others), ...Object.entries(hooks)]) {
    if (typeof value === 'function') functions.set(name, value as TestFunction)
  }

  function describe(given: Readonly<Record<string, AgentLike>>): Record<string, AgentMessage> {
    return Object.fromEntries(
      Object.entries(given).map(([id, agent]) => [id, toMessage(known.push(agent) - 1, agent)]),
    )
  }

  async function call(message: CallMessage): Promise<ResultMessage> {
    try {
      return toResult('returned', await invoke(message), message)
    } catch (thrown) {
      return toResult('threw', thrown, message)
    }
  }

  function invoke(message: CallMessage): unknown {
    const { name, handle, args, error } = message
    if (name === 'capabilities') return known[handle ?? -1]?.getCapabilities?.()
    const request = message.request && new Request(message.request.url, bodiless(message.request))
    if (name === 'agents' && request !== undefined && typeof agents === 'function') {
      return describe(agents({ request }))
    }
    if (name === 'identifyUser') return functions.get(name)?.(request)
    const response =
      message.response && new Response(message.response.body ?? BODY, bodiless(message.response))
    return functions.get(name)?.({
      ...args,
      ...(request && { request }),
      ...(response && { response }),
      ...(error !== undefined && { error: new Error(error) }),
    })
  }

  async function run({ key, handle, input, headers }: RunMessage, response: ServerResponse): Promise<void> {
    const abort = new AbortController()
    calls.set(key, abort)
    const say = (line: RunLine): void => void response.write(`${JSON.stringify(line)}\n`)
    try {
      const agent = known[handle]
      const own = (agent?.clone?.() ?? agent) as TestAgent
      if (headers !== undefined) own.headers = headers
      const events = own.run(input, { signal: abort.signal })
      if (!(Symbol.asyncIterator in events)) throw new Error('The agents of these tests must be generators')
      const source = events[Symbol.asyncIterator]()
      let next = source.next()
      // Tells the host that the agent has its input and the run has started.
      response.flushHeaders()
      for (let step = await next; !step.done; step = await next) {
        say({ event: step.value })
        next = source.next()
      }
    } catch (thrown) {
      say({ threw: String(thrown) })
    }
    response.end()
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (transcriptionService !== undefined && request.url?.startsWith('/transcribe?')) {
      return transcribe(transcriptionService, request, response, calls)
    }
    const message: unknown = await json(request)
    if (request.url === '/run') return run(message as RunMessage, response)
    if (request.url === '/call') {
      response.end(JSON.stringify(await call(message as CallMessage)))
      return
    }
    const { key, handle } = message as { key?: string; handle?: number }
    if (key !== undefined) calls.get(key)?.abort()
    if (handle !== undefined) known[handle]?.abortRun?.()
    response.end()
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.writeHead(500).end(String(error)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The director has no port')

  return {
    asked: {
      director: `http://127.0.0.1:${address.port}`,
      options: Object.fromEntries(Object.entries(others).filter(([, value]) => typeof value !== 'function')),
      functions: Object.keys(others).filter((name) => functions.has(name)),
      hooks: Object.keys(hooks).filter((name) => functions.has(name)),
      agents: typeof agents === 'function' ? null : describe(agents),
      transcription: transcriptionService
        ? transcriptionService.transcribeFileStream
          ? 'streams'
          : 'whole'
        : null,
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function toMessage(handle: number, agent: TestAgent): AgentMessage {
  const { agentId, description, headers } = agent
  return {
    handle,
    className: agent.constructor.name,
    agentId,
    description,
    headers,
    isCloned: typeof agent.clone === 'function',
    hasCapabilities: typeof agent.getCapabilities === 'function',
  }
}

async function toResult(
  how: ResultMessage['how'],
  value: unknown,
  message: CallMessage,
): Promise<ResultMessage> {
  if (value instanceof Request) return { how, request: toRequestMessage(value) }
  if (value instanceof Error) return { how, error: value.message }
  if (!(value instanceof Response)) return { how, value }
  const text = await value.text()
  const isOfHost = message.response !== undefined && text === BODY
  return { how, response: toResponseMessage(value, isOfHost ? undefined : text) }
}

function bodiless<Init extends { headers: readonly (readonly [string, string])[] }>(
  init: Init,
): Omit<Init, 'headers'> & { headers: Headers } {
  return { ...init, headers: new Headers(init.headers.map(([name, value]) => [name, value])) }
}
