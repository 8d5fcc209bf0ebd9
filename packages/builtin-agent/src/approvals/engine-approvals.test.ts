import type { Message, ResumeEntry, RunAgentInput } from '@ag-ui/client'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { afterEach, describe, expect, it } from 'vitest'
import { chatCalls, chatText, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { historyAfter, inputOf, ofType, type SeenEvent, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type BuiltInAgentConfiguration, defineTool } from '../index.ts'

/** What a paused run waits for, as a client has it. */
interface Asked {
  history: Message[]
  interrupts: { id: string; toolCallId?: string }[]
}

const providers: TestProvider[] = []
afterEach(async () => {
  await Promise.all(providers.splice(0).map((provider) => provider.close()))
})

async function provide(...answers: Parameters<typeof startProvider>): Promise<TestProvider> {
  const provider = await startProvider(...answers)
  providers.push(provider)
  return provider
}

/** Starts a run and reads it to its end. The guard of the engine must not repair any event. */
async function start(runner: InMemoryAgentRunner, agent: BuiltInAgent, input: Partial<RunAgentInput>) {
  const run = await runner.start({ threadId: 'thread', agent: agent.clone(), input: inputOf(input) })
  const reader = run.reader()
  const events: SeenEvent[] = []
  for (let chunk = await reader.next(1 << 20); chunk; chunk = await reader.next(1 << 20)) {
    events.push(...chunk.events.map((event) => JSON.parse(event) as SeenEvent))
  }
  const summary = await run.ended
  expect(summary.repairs).toEqual({})
  return { events, status: summary.status, interrupts: summary.interrupts ?? [] }
}

async function ask(runner: InMemoryAgentRunner, agent: BuiltInAgent): Promise<Asked> {
  const messages = [user('Pay the bill')]
  const { events, status, interrupts } = await start(runner, agent, { runId: 'ask', messages })
  expect(status).toBe('paused')
  return { history: historyAfter(messages, events), interrupts: [...interrupts] as Asked['interrupts'] }
}

const resolve = (interruptId: string, payload?: unknown): ResumeEntry[] => [
  { interruptId, status: 'resolved', ...(payload !== undefined && { payload }) },
]

describe('a tool that needs approval, through the engine', () => {
  async function setUp() {
    const paid: unknown[] = []
    const provider = await provide(
      (response) => chatCalls(response, { id: 'call-1', name: 'pay', args: '{"amount":5}' }),
      (response) => chatText(response, 'Done.'),
    )
    const pay = defineTool({
      name: 'pay',
      description: 'Pays an amount',
      parameters: { type: 'object', properties: { amount: { type: 'number' } }, required: ['amount'] },
      needsApproval: true,
      execute: (args) => {
        paid.push(args)
        return { paid: args }
      },
    })
    const create = () =>
      new BuiltInAgent({ model: 'openai-compatible/test', baseURL: provider.url, tools: [pay] })
    return { paid, provider, create }
  }

  it('is executed once a human approves, and the model continues', async () => {
    const { paid, provider, create } = await setUp()
    const runner = new InMemoryAgentRunner()
    const agent = create()
    const { history, interrupts } = await ask(runner, agent)
    expect(paid).toEqual([])
    expect(interrupts).toMatchObject([{ toolCallId: 'call-1' }])
    const resume = resolve(String(interrupts[0]?.id), { approved: true })
    const { events, status } = await start(runner, agent, { runId: 'go', messages: history, resume })
    expect(status).toBe('finished')
    expect(paid).toEqual([{ amount: 5 }])
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([
      { toolCallId: 'call-1', content: '{"paid":{"amount":5}}' },
    ])
    expect(said(events)).toBe('Done.')
    expect(provider.requests).toHaveLength(2)
  })

  it('is executed once if the client sends the answer as a tool message as well', async () => {
    const { paid, create } = await setUp()
    const runner = new InMemoryAgentRunner()
    const agent = create()
    const { history, interrupts } = await ask(runner, agent)
    const content = '{"approved":true}'
    const messages: Message[] = [...history, { id: 'own', role: 'tool', toolCallId: 'call-1', content }]
    const resume = resolve(String(interrupts[0]?.id), { approved: true })
    const { events, status } = await start(runner, agent, { runId: 'go', messages, resume })
    expect(status).toBe('finished')
    expect(paid).toEqual([{ amount: 5 }])
    const next = [...historyAfter(messages, events), user('And now?')]
    const after = await start(runner, agent, { runId: 'next', messages: next })
    expect(after.status).toBe('finished')
    expect(paid).toEqual([{ amount: 5 }])
  })

  it('is not executed when a human rejects, and the model gets the reason', async () => {
    const { paid, provider, create } = await setUp()
    const runner = new InMemoryAgentRunner()
    const agent = create()
    const { history, interrupts } = await ask(runner, agent)
    const resume = resolve(String(interrupts[0]?.id), { approved: false, reason: 'Too dear' })
    const { events, status } = await start(runner, agent, { runId: 'go', messages: history, resume })
    expect(status).toBe('finished')
    expect(paid).toEqual([])
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([
      { content: expect.stringContaining('Too dear') },
    ])
    expect(JSON.stringify(provider.requests[1]?.body)).toContain('Too dear')
  })

  it('is executed with the arguments that a human changed', async () => {
    const { paid, create } = await setUp()
    const runner = new InMemoryAgentRunner()
    const agent = create()
    const { history, interrupts } = await ask(runner, agent)
    const resume = resolve(String(interrupts[0]?.id), { approved: true, editedArgs: { amount: 3 } })
    await start(runner, agent, { runId: 'go', messages: history, resume })
    expect(paid).toEqual([{ amount: 3 }])
  })

  it('is executed by a process that only has the history and the resume answer', async () => {
    const { paid, create } = await setUp()
    const { history, interrupts } = await ask(new InMemoryAgentRunner(), create())
    const resume = resolve(String(interrupts[0]?.id), { approved: true })
    const { events, status } = await start(new InMemoryAgentRunner(), create(), {
      runId: 'go',
      messages: structuredClone(history),
      resume,
    })
    expect(status).toBe('finished')
    expect(paid).toEqual([{ amount: 5 }])
    expect(said(events)).toBe('Done.')
  })

  it('is not executed again when the resume answer is repeated, also to another process', async () => {
    const { paid, create } = await setUp()
    const runner = new InMemoryAgentRunner()
    const { history, interrupts } = await ask(runner, create())
    const resume = resolve(String(interrupts[0]?.id), { approved: true })
    const first = await start(runner, create(), { runId: 'go', messages: history, resume })
    const after = historyAfter(history, first.events)
    const again = await start(new InMemoryAgentRunner(), create(), {
      runId: 'again',
      messages: after,
      resume,
    })
    expect(again.status).toBe('finished')
    expect(ofType(again.events, 'TOOL_CALL_RESULT')).toEqual([])
    expect(paid).toEqual([{ amount: 5 }])
  })

  it('is not executed when the conversation continues without a resume answer', async () => {
    const { paid, create } = await setUp()
    const { history } = await ask(new InMemoryAgentRunner(), create())
    const messages = [...history, user('Never mind')]
    const { events } = await start(new InMemoryAgentRunner(), create(), { runId: 'go', messages })
    expect(paid).toEqual([])
    expect(said(events)).toBe('Done.')
  })
})

describe('context.interrupt of a factory, through the engine', () => {
  const question = { id: 'choose-seat', reason: 'choice', message: 'Which seat?' }

  function create(booked: unknown[]): BuiltInAgent {
    const factory: Extract<BuiltInAgentConfiguration, { type: 'custom' }>['factory'] = async function* (
      context,
    ) {
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: crypto.randomUUID(), delta: 'Booking.' } as never
      const [answer] = await context.interrupt([question])
      booked.push(answer?.payload)
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: crypto.randomUUID(), delta: 'Booked.' } as never
    }
    return new BuiltInAgent({ type: 'custom', factory })
  }

  it('pauses the run, and has the answer in the run that resumes it', async () => {
    const booked: unknown[] = []
    const runner = new InMemoryAgentRunner()
    const agent = create(booked)
    const { history, interrupts } = await ask(runner, agent)
    expect(interrupts).toEqual([question])
    expect(booked).toEqual([])
    const resume = resolve('choose-seat', '12A')
    const { events, status } = await start(runner, agent, { runId: 'go', messages: history, resume })
    expect(status).toBe('finished')
    expect(booked).toEqual(['12A'])
    expect(said(events)).toContain('Booked.')
  })

  it('has it also in a process that knows nothing else', async () => {
    const booked: unknown[] = []
    const { history } = await ask(new InMemoryAgentRunner(), create([]))
    const resume = resolve('choose-seat', '12A')
    const { status } = await start(new InMemoryAgentRunner(), create(booked), {
      runId: 'go',
      messages: history,
      resume,
    })
    expect(status).toBe('finished')
    expect(booked).toEqual(['12A'])
  })

  it('asks again when the answer is to another question', async () => {
    const booked: unknown[] = []
    const { history } = await ask(new InMemoryAgentRunner(), create([]))
    const { status, interrupts } = await start(new InMemoryAgentRunner(), create(booked), {
      runId: 'go',
      messages: history,
      resume: resolve('choose-meal', 'soup'),
    })
    expect(status).toBe('paused')
    expect(interrupts).toEqual([question])
    expect(booked).toEqual([])
  })
})
