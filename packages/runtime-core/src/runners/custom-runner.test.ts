import {
  AgentRunner,
  type AgentRunnerRunRequest,
  type EventLike,
  type EventSource,
  type WireEvent,
} from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { readEvents, type SseData, saying, scriptedAgent } from '@flightdeck/testkit'
import { concat, from, Observable, of, throwError } from 'rxjs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'

const agent = scriptedAgent((input) => saying(input, ['Hello']))

/** A runner written by hand, as an application would. */
class HandMadeRunner implements AgentRunner {
  readonly stops: unknown[] = []
  readonly #run: (request: AgentRunnerRunRequest) => EventSource
  readonly #connect: () => EventSource

  constructor(
    run: (request: AgentRunnerRunRequest) => EventSource,
    connect: () => EventSource = () => from([]),
  ) {
    this.#run = run
    this.#connect = connect
  }

  run(request: AgentRunnerRunRequest): EventSource {
    return this.#run(request)
  }

  connect(): EventSource {
    return this.#connect()
  }

  async isRunning(): Promise<boolean> {
    return false
  }

  async stop(request: unknown): Promise<boolean> {
    this.stops.push(request)
    return true
  }
}

type Ask = (operation: string, input?: object) => Promise<Response>

function serve(
  runner: AgentRunner,
  options: Partial<ConstructorParameters<typeof CopilotRuntime>[0]> = {},
): Ask {
  const runtime = new CopilotRuntime({ agents: { default: agent }, runner, ...options })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  return (operation, input = {}) =>
    handler(
      new Request(`http://host/agent/default/${operation}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ threadId: 't', runId: 'r', protocolVersion: '1.0', messages: [], ...input }),
      }),
    )
}

const typesOf = (events: readonly SseData[]): string[] => events.map(({ type }) => type)
const run = (runId: string, ...inner: (EventLike & Record<string, unknown>)[]): EventLike[] => [
  { type: 'RUN_STARTED', threadId: 't', runId } satisfies WireEvent,
  ...inner,
  { type: 'RUN_FINISHED', threadId: 't', runId } satisfies WireEvent,
]
const text = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'hey' }

describe('a custom runner', () => {
  test('may give an Observable for a run', async () => {
    const events = await readEvents(await serve(new HandMadeRunner(() => from(run('r', text))))('run'))
    expect(typesOf(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
  })

  test('may give an async iterable for a run, and gets the agent and the input', async () => {
    const runner = new HandMadeRunner(({ agent: given, input }) => given.run(input))
    const events = await readEvents(await serve(runner)('run', { runId: 'mine' }))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'mine' })
  })

  test('that fails during a run ends the run without its error message', async () => {
    const runner = new HandMadeRunner(() =>
      concat(
        of(text),
        throwError(() => new Error('secret')),
      ),
    )
    const events = await readEvents(await serve(runner)('run'))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'agent_error' })
    expect(JSON.stringify(events)).not.toContain('secret')
  })

  test('that throws instead of starting gets 500', async () => {
    const runner = new HandMadeRunner(() => {
      throw new Error('secret')
    })
    const response = await serve(runner)('run')
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      error: 'Failed to run agent',
      message: 'The run could not be started',
      code: 'run_failed',
    })
  })

  test('may replay several runs, and a failed run does not hide later ones', async () => {
    const failed = [...run('r1', text).slice(0, 2), { type: 'RUN_ERROR', message: 'no' } satisfies WireEvent]
    const runner = new HandMadeRunner(
      () => of(),
      () => from([...failed, ...run('r2', { ...text, messageId: 'n' })]),
    )
    const events = await readEvents(await serve(runner)('connect'))
    expect(typesOf(events).filter((type) => type.startsWith('RUN_'))).toEqual([
      'RUN_STARTED',
      'RUN_FINISHED',
      'RUN_STARTED',
      'RUN_FINISHED',
    ])
  })

  test('whose last run failed ends with RUN_ERROR', async () => {
    const failed = [...run('r1', text).slice(0, 2), { type: 'RUN_ERROR', message: 'no' } satisfies WireEvent]
    const runner = new HandMadeRunner(
      () => of(),
      () => from(failed),
    )
    expect((await readEvents(await serve(runner)('connect'))).at(-1)).toMatchObject({
      type: 'RUN_ERROR',
      message: 'no',
    })
  })

  test('that follows a running run is closed when the client disconnects', async () => {
    let released = false
    const live = new Observable<EventLike>((to) => {
      to.next({ type: 'RUN_STARTED', threadId: 't', runId: 'r' } as EventLike)
      return () => {
        released = true
      }
    })
    const response = await serve(
      new HandMadeRunner(
        () => of(),
        () => live,
      ),
    )('connect')
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.cancel()
    expect(released).toBe(true)
  })

  test('is asked to stop with the thread and the run that are meant', async () => {
    const runner = new HandMadeRunner(() => of())
    const response = await serve(runner)('stop/t', { runId: 'r9' })
    expect(await response.json()).toMatchObject({ stopped: true })
    expect(runner.stops).toMatchObject([{ threadId: 't', runId: 'r9' }])
  })

  test('uses the limits of the runtime for runs', async () => {
    const endless = (async function* () {
      for (;;) {
        yield text
        await null
      }
    })()
    const limits = { maxBodyBytes: 1_000 }
    const runner = new HandMadeRunner(() => endless)
    expect(() => serve(runner, { limits: { maxEventsPerRun: 5 } })).toThrow('maxEventsPerRun')
    const ask = serve(runner, { limits })
    expect((await ask('run', { forwardedProps: 'x'.repeat(2_000) })).status).toBe(413)
  })
})

/** Keeps the events of each thread under its id, as one does who has never heard of owners. */
class KeepingRunner extends AgentRunner {
  readonly kept = new Map<string, EventLike[]>()
  readonly asked: object[] = []

  override run({ threadId, owner, agent: given, input }: AgentRunnerRunRequest): EventSource {
    this.asked.push({ threadId, owner, input: input.threadId })
    const events = this.kept.get(threadId) ?? []
    this.kept.set(threadId, events)
    const source = given.run(input) as AsyncIterable<EventLike>
    return (async function* () {
      for await (const event of source) {
        events.push({ ...event, ...('threadId' in event && { threadId }) })
        yield events.at(-1) as EventLike
      }
    })()
  }

  override connect({ threadId }: { threadId: string }): EventSource {
    return from(this.kept.get(threadId) ?? [])
  }

  override isRunning({ threadId }: { threadId: string }): boolean {
    return this.kept.has(threadId)
  }

  override stop(request: { threadId: string }): boolean {
    return this.isRunning(request)
  }
}

describe.each(['multi-route', 'single-route'] as const)('two users of a custom runner, %s', (mode) => {
  /** What a user asks of the same thread. */
  function serveUsers(runner: AgentRunner): (user: string, operation: string) => Promise<Response> {
    const identifyUser = (request: Request): { id: string } => ({ id: request.headers.get('x-user') ?? '' })
    const agents = { default: scriptedAgent((input) => saying(input, [input.runId])) }
    const runtime = new CopilotRuntime({ agents, runner, identifyUser })
    onTestFinished(() => runtime.close({ drainMs: 0 }))
    const handler = createCopilotRuntimeHandler({ runtime, mode })
    return (user, operation) => {
      const body = { threadId: 't', runId: `of ${user}`, protocolVersion: '1.0', messages: [] }
      const params = { agentId: 'default', threadId: 't' }
      const envelope = { method: `agent/${operation}`, params, body }
      const path = operation === 'stop' ? 'stop/t' : operation
      return handler(
        new Request(mode === 'single-route' ? 'http://host/' : `http://host/agent/default/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-user': user },
          body: JSON.stringify(mode === 'single-route' ? envelope : body),
        }),
      )
    }
  }

  test('have a thread each under the same id, whatever the runner knows of owners', async () => {
    const ask = serveUsers(new KeepingRunner())
    const own = await readEvents(await ask('ann', 'run'))
    expect(own).toContainEqual(expect.objectContaining({ delta: 'of ann' }))
    expect(await (await ask('bob', 'connect')).text()).toBe('')
    expect(await (await ask('bob', 'stop')).json()).toMatchObject({ stopped: false })
    expect(await (await ask('ann', 'stop')).json()).toMatchObject({ stopped: true })
    await readEvents(await ask('bob', 'run'))
    for (const user of ['ann', 'bob']) {
      const told = await readEvents(await ask(user, 'connect'))
      expect(told.filter(({ delta }) => delta !== undefined)).toMatchObject([{ delta: `of ${user}` }])
      expect(told.flatMap(({ threadId }) => threadId ?? [])).toEqual(['t', 't'])
    }
  })

  test('cannot be mistaken for each other by what their ids are made of', async () => {
    const runner = new KeepingRunner()
    const ask = serveUsers(runner)
    const users = ['a', 'a:t', 'a%3At', 'a/', '%']
    for (const user of users) await readEvents(await ask(user, 'run'))
    expect(runner.kept.size).toBe(users.length)
  })

  test('are passed unchanged to a runner with knowsOwners', async () => {
    class Knowing extends KeepingRunner {
      override readonly knowsOwners = true
    }
    const [knowing, other] = [new Knowing(), new KeepingRunner()]
    for (const runner of [knowing, other]) await readEvents(await serveUsers(runner)('ann', 'run'))
    expect(knowing.asked).toEqual([{ threadId: 't', owner: 'ann', input: 't' }])
    expect(other.asked).toEqual([{ threadId: 'ann:t', owner: 'ann', input: 't' }])
  })
})

test('a subclass of our runner that overrides run has it called', async () => {
  class Counting extends InMemoryAgentRunner {
    runs = 0
    override run(request: AgentRunnerRunRequest): EventSource {
      this.runs += 1
      return super.run(request)
    }
  }
  const runner = new Counting()
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const ask = serve(runner)
  expect((await readEvents(await ask('run'))).at(-1)?.type).toBe('RUN_FINISHED')
  expect(runner.runs).toBe(1)
  expect(typesOf(await readEvents(await ask('connect')))).toEqual([
    'RUN_STARTED',
    'MESSAGES_SNAPSHOT',
    'RUN_FINISHED',
  ])
})

test('a runner that is only an outline is accepted with a warning, and fails at its first run', async () => {
  // As documentation shows one: class QueueBackedRunner implements AgentRunner { /* … */ }
  class QueueBackedRunner {}
  const log: { level: string; message: string; error: unknown }[] = []
  const write =
    (level: string) =>
    (message: string, fields?: Record<string, unknown>): void =>
      void log.push({ level, message, error: fields?.error })
  const logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  const runtime = new CopilotRuntime({
    agents: { default: agent },
    runner: new QueueBackedRunner() as AgentRunner,
    logger,
  })
  expect(log).toEqual([
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('its first run will fail') }),
  ])
  const handler = createCopilotRuntimeHandler({ runtime })
  expect((await handler(new Request('http://host/info'))).status).toBe(200)
  const response = await handler(
    new Request('http://host/agent/default/run', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ threadId: 't', runId: 'r', messages: [] }),
    }),
  )
  expect(response.status).toBe(500)
  expect(
    log
      .filter(({ level }) => level === 'error')
      .map(({ error }) => String(Reflect.get(Object(error), 'cause'))),
  ).toEqual(['TypeError: runner has no method run: a runner has run, connect, isRunning and stop.'])
})
