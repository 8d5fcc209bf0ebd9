import type { AgentRunner, AgentRunnerRunRequest, EventLike, EventSource } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { readEvents, type SseData, saying, scriptedAgent } from '@flightdeck/testkit'
import { concat, from, Observable, of, throwError } from 'rxjs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CopilotRuntime } from './copilot-runtime.ts'
import { createCopilotRuntimeHandler } from './handler.ts'

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
  { type: 'RUN_STARTED', threadId: 't', runId } as EventLike,
  ...inner,
  { type: 'RUN_FINISHED', threadId: 't', runId } as EventLike,
]
const text = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'hey' }

describe('a runner of somebody else', () => {
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

  test('that fails in mid-run has its run ended, and its words are not told', async () => {
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

  test('that throws instead of starting is answered with 500', async () => {
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

  test('may replay several runs, and a failed one hides nothing of those after it', async () => {
    const failed = [...run('r1', text).slice(0, 2), { type: 'RUN_ERROR', message: 'no' } as EventLike]
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

  test('whose last run failed has it told as failed', async () => {
    const failed = [...run('r1', text).slice(0, 2), { type: 'RUN_ERROR', message: 'no' } as EventLike]
    const runner = new HandMadeRunner(
      () => of(),
      () => from(failed),
    )
    expect((await readEvents(await serve(runner)('connect'))).at(-1)).toMatchObject({
      type: 'RUN_ERROR',
      message: 'no',
    })
  })

  test('that follows a live run is let go when the client leaves', async () => {
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

  test('leaves the limits of a run to the runtime', async () => {
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
