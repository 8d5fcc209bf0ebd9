import { type AGUIEvent, type BaseEvent, EventType, type RunAgentInput } from '@ag-ui/client'
import { BuiltInAgent as RealBuiltInAgent } from '@flightdeck/builtin-agent'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { readEvents } from '@flightdeck/testkit'
import { concat, map, type Observable, of } from 'rxjs'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { BasicAgent, BuiltInAgent } from './built-in-agent.ts'
import { loadAgentModule, loadedAgentModule } from './load-agent-module.ts'

const config = {
  type: 'custom' as const,
  async *factory({ input }: { input: RunAgentInput }) {
    const messageId = `m-${input.runId}`
    yield {
      type: EventType.TEXT_MESSAGE_CHUNK,
      messageId,
      role: 'assistant',
      delta: `Hi ${input.messages.length}`,
    } satisfies AGUIEvent
  },
}
const input: RunAgentInput = {
  threadId: 't',
  runId: 'r',
  state: {},
  messages: [{ id: 'u1', role: 'user', content: 'Hello' }],
  tools: [],
  context: [],
  forwardedProps: {},
}

/** Runs the agent as `default` of a runtime. */
async function served(agent: BuiltInAgent, runId: string): Promise<string> {
  const runtime = new CopilotRuntime({ agents: { default: agent }, runner: new InMemoryAgentRunner() })
  const handler = createCopilotRuntimeHandler({ runtime })
  const response = await handler(
    new Request('http://localhost/agent/default/run', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      // Runtimes without a runner share threads by id: each run gets a thread of its own.
      body: JSON.stringify({ ...input, threadId: crypto.randomUUID(), runId }),
    }),
  )
  const events = await readEvents(response)
  return events.map((event) => ('delta' in event ? String(event.delta) : event.type)).join(' ')
}

const said = 'RUN_STARTED TEXT_MESSAGE_START Hi 1 TEXT_MESSAGE_END RUN_FINISHED'

class Shouting extends BuiltInAgent {
  override run(given: RunAgentInput): Observable<BaseEvent> {
    const shout = (event: BaseEvent): BaseEvent =>
      'delta' in event ? Object.assign({ ...event }, { delta: String(event.delta).toUpperCase() }) : event
    return super.run(given).pipe(map(shout))
  }
}

/** An agent with a middleware that combines its events with others by rxjs. */
function announced(): BuiltInAgent {
  const agent = new BuiltInAgent(config)
  const note = { type: EventType.CUSTOM, name: 'note', value: 1 } satisfies AGUIEvent
  agent.use((given, next) => concat(next.run(given), of(note)))
  return agent
}

// The order matters: the first tests run before the module is loaded.
describe('before its module is loaded', () => {
  test('an agent can be created, and runs when the module is loaded, also with rxjs operators', async () => {
    expect(loadedAgentModule()).toBeUndefined()
    const agents = [new BuiltInAgent(config), new Shouting(config), announced()]
    const runs = agents.map((agent) => served(agent, 'early'))
    expect(loadedAgentModule()).toBeUndefined()
    expect(await Promise.all(runs)).toEqual([said, said.replace('Hi', 'HI'), said])
  })

  test('creating an agent creates no random values, which Workers forbid at startup', () => {
    const random = vi.spyOn(crypto, 'randomUUID')
    onTestFinished(() => random.mockRestore())
    const agent = new BuiltInAgent(config)
    expect(random).not.toHaveBeenCalled()
    expect(agent.threadId).toBe(agent.threadId)
    expect(agent.clone().threadId).toBe(agent.threadId)
    expect(agent.clone()).toBeInstanceOf(BuiltInAgent)
    expect(random).toHaveBeenCalledTimes(1)
  })
})

describe('once its module is loaded', () => {
  test('requests are served by clones of the real class', async () => {
    await loadAgentModule()
    const agent = new BuiltInAgent(config)
    expect(agent.clone()).toBeInstanceOf(RealBuiltInAgent)
    expect(agent.clone()).toBeInstanceOf(BuiltInAgent)
    expect(agent.clone().clone()).toBeInstanceOf(BuiltInAgent)
    expect(agent.clone()).not.toBeInstanceOf(BasicAgent)
    expect(agent.clone()).not.toBeInstanceOf(Shouting)
    expect(new BasicAgent(config).clone()).toBeInstanceOf(BasicAgent)
    expect(new BasicAgent(config).clone()).toBeInstanceOf(BuiltInAgent)
    expect(await served(agent, 'late')).toBe(said)
    expect(new BasicAgent(config).clone().constructor.name).toBe('BasicAgent')
  })

  test('a subclass keeps its overrides in every kind of run', async () => {
    const agent = new Shouting(config)
    expect(agent.clone()).toBeInstanceOf(Shouting)
    expect(await served(agent, 'shouted')).toBe(said.replace('Hi', 'HI'))
    agent.setMessages(input.messages)
    const { newMessages } = await agent.runAgent({ runId: 'direct' })
    expect(newMessages).toMatchObject([{ content: 'HI 1' }])
  })

  test('middlewares, subscribers, messages and state are kept', async () => {
    const seen: string[] = []
    const agent = new BuiltInAgent(config)
    agent.agentId = 'mine'
    agent.use((given, next) => {
      seen.push(`middleware ${given.runId}`)
      return next.run(given)
    })
    expect(await served(agent, 'used')).toBe(said)
    const { unsubscribe } = agent.subscribe({ onRunFinishedEvent: () => void seen.push('finished') })
    agent.setMessages(input.messages)
    agent.setState({ count: 1 })
    expect(agent.clone()).toMatchObject({ agentId: 'mine', messages: input.messages, state: { count: 1 } })
    await agent.runAgent({ runId: 'direct' })
    expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Hi 1' })
    unsubscribe()
    agent.setMessages(input.messages)
    await agent.runAgent({ runId: 'unheard' })
    expect(seen).toEqual(['middleware used', 'middleware direct', 'finished', 'middleware unheard'])
  })

  test('capabilities and overridable properties are those of the real class', async () => {
    const real = new RealBuiltInAgent(config)
    expect(await new BuiltInAgent(config).getCapabilities()).toEqual(await real.getCapabilities())
    const classic = { model: 'openai/gpt-4o-mini', overridableProperties: ['temperature' as const] }
    expect(new BuiltInAgent(classic).canOverride('temperature')).toBe(true)
    expect(new BuiltInAgent(classic).canOverride('model')).toBe(false)
    expect(new BuiltInAgent(config).canOverride('temperature')).toBe(false)
  })
})

test('/info has the first line of a prompt as the description of its agent, before and after its module is loaded', async () => {
  const prompt = 'You are a helpful assistant.\nAnswer in one sentence.'
  const agents = { default: new BasicAgent({ model: 'openai/gpt-4o', prompt }) }
  const handler = createCopilotRuntimeHandler({ runtime: new CopilotRuntime({ agents }) })
  const told = async (): Promise<unknown> => (await handler(new Request('http://localhost/info'))).json()
  const described = { name: 'default', className: 'BasicAgent', description: 'You are a helpful assistant.' }
  expect(await told()).toMatchObject({ agents: { default: described } })
  await loadAgentModule()
  expect(await told()).toMatchObject({ agents: { default: described } })
})
