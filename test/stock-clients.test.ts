import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as client1 from '@ag-ui/client'
import { LangGraphHttpAgent } from '@ag-ui/langgraph'
import { ProxiedCopilotRuntimeAgent } from '@copilotkit/core'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { type ScriptStep, saying, scriptedAgent } from '@flightdeck/testkit'
import * as client0 from 'ag-ui-client-0'
import { describe, expect, onTestFinished, test } from 'vitest'

// Published clients: both major versions of @ag-ui/client, and the agent that CopilotKit's pages use.

type Agents = ConstructorParameters<typeof CopilotRuntime>[0]['agents']
type Mode = 'multi-route' | 'single-route'

async function serve(agents: Agents, mode: Mode = 'multi-route'): Promise<string> {
  // A runner of its own: runtimes without one share threads by id, and these agents call each other on one thread.
  const runtime = new CopilotRuntime({ agents, runner: new InMemoryAgentRunner() })
  const server = createServer(createCopilotNodeListener({ runtime, basePath: '/api/copilotkit', mode }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await runtime.close({ drainMs: 0 })
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/copilotkit`
}

/** A gate that a scripted agent waits for. */
function gate(): { opened: Promise<void>; open(): void } {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

const question = { id: 'u1', role: 'user' as const, content: 'Hi' }
const answer = { id: 'm1', role: 'assistant', content: 'Hello there' }

describe.each([
  ['1.0.0', client1],
  ['0.0.59', client0 as unknown as typeof client1],
])('HttpAgent of @ag-ui/client %s', (_version, client) => {
  const agentAt = (url: string): client1.HttpAgent =>
    new client.HttpAgent({ url: `${url}/agent/default/run`, threadId: 't', initialMessages: [question] })

  test('runs an agent and receives its messages and state', async () => {
    const url = await serve({
      default: scriptedAgent((input) => {
        const [start, ...rest] = saying(input, ['Hello', ' there'])
        return [start, { type: 'STATE_SNAPSHOT', snapshot: { a: 1 } }, ...rest] as ScriptStep[]
      }),
    })
    const agent = agentAt(url)
    await agent.runAgent()
    expect(agent.messages).toEqual([question, answer])
    expect(agent.state).toEqual({ a: 1 })
  })

  test('accepts the repaired events of an agent that emits illegal ones', async () => {
    const careless = [
      { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm1', delta: 'Hello' },
      { type: 'REASONING_MESSAGE_CHUNK', messageId: 'r1', delta: 'hm' },
      { type: 'THINKING_START' },
      { type: 'STEP_STARTED', stepName: 's' },
      { type: 'TOOL_CALL_CHUNK', toolCallId: 'c1', toolCallName: 'go', delta: '{}', parentMessageId: null },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'c1', content: [{ type: 'text', text: 'went' }] },
      { type: 'NO_SUCH_EVENT' },
      { type: 'RUN_FINISHED', outcome: { type: 'success', pendingToolCallIds: [] } },
      { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm2', delta: 'too late' },
    ] as ScriptStep[]
    const agent = agentAt(await serve({ default: scriptedAgent(careless) }))
    await agent.runAgent()
    expect(agent.messages.map(({ role }) => role)).toEqual(
      expect.arrayContaining(['assistant', 'tool', 'reasoning']),
    )
    expect(JSON.stringify(agent.messages)).not.toContain('too late')
  })

  test('sees a stop as the end of the run', async () => {
    const url = await serve({ default: scriptedAgent([{ until: new Promise(() => {}) }]) })
    const agent = agentAt(url)
    const ended = agent.runAgent()
    await expect.poll(() => stop(url, 't')).toBe(true)
    await ended
    expect(agent.messages).toEqual([question])
  })

  test('reads from a refusal which run is in progress', async () => {
    const url = await serve({ default: scriptedAgent([{ until: new Promise(() => {}) }]) })
    const first = agentAt(url)
    const running = first.runAgent({ runId: 'first' }).catch(() => {})
    await expect.poll(() => isBusy(url)).toBe(true)
    const refusal = await agentAt(url)
      .runAgent()
      .catch((error: unknown) => error)
    expect(refusal).toMatchObject({ status: 409, payload: { code: 'thread_busy', runId: 'first' } })
    await stop(url, 't')
    await running
  })

  test('can be an agent of another runtime', async () => {
    const inner = await serve({ default: scriptedAgent((input) => saying(input, ['Hello', ' there'])) })
    const outer = await serve({ default: agentAt(inner) })
    const agent = agentAt(outer)
    await agent.runAgent()
    expect(agent.messages).toEqual([question, answer])
  })
})

test('a published third-party agent class can be used as an agent', async () => {
  const inner = await serve({ default: scriptedAgent((input) => saying(input, ['Hello', ' there'])) })
  const outer = await serve({ default: new LangGraphHttpAgent({ url: `${inner}/agent/default/run` }) })
  const url = `${outer}/agent/default/run`
  const agent = new client1.HttpAgent({ url, threadId: 't', initialMessages: [question] })
  await agent.runAgent()
  expect(agent.messages).toEqual([question, answer])
})

describe.each([
  ['rest', 'multi-route'],
  ['single', 'single-route'],
] as const)('the stock CopilotKit agent over the transport %s', (transport, mode) => {
  const agentAt = (runtimeUrl: string): ProxiedCopilotRuntimeAgent =>
    new ProxiedCopilotRuntimeAgent({
      runtimeUrl,
      agentId: 'default',
      threadId: 't',
      transport,
      runtimeMode: 'sse',
    })

  test('runs, and a second client that connects during the run ends with the same messages', async () => {
    const pause = gate()
    const url = await serve(
      {
        default: scriptedAgent((input) => {
          const events = saying(input, ['Hel', 'lo', ' there'])
          return [...events.slice(0, 3), { until: pause.opened }, ...events.slice(3)]
        }),
      },
      mode,
    )
    const first = agentAt(url)
    first.addMessage(question)
    const ran = first.runAgent()
    await expect.poll(() => first.messages.at(-1)).toMatchObject({ content: 'Hel' })
    const second = agentAt(url)
    const joined = second.connectAgent()
    await expect.poll(() => second.messages.at(-1)).toMatchObject({ content: 'Hel' })
    pause.open()
    await Promise.all([ran, joined])
    expect(first.messages).toEqual([question, answer])
    expect(second.messages).toEqual([question, answer])
  })

  test('stops its run, and the partial answer is kept', async () => {
    const url = await serve(
      {
        default: scriptedAgent((input) => [
          ...saying(input, ['Hello there']).slice(0, 3),
          { until: new Promise(() => {}) },
        ]),
      },
      mode,
    )
    const agent = agentAt(url)
    agent.addMessage(question)
    const ran = agent.runAgent()
    await expect.poll(() => agent.messages.at(-1)).toMatchObject({ content: 'Hello there' })
    agent.abortRun()
    await ran
    const later = agentAt(url)
    await later.connectAgent()
    expect(later.messages).toEqual([question, answer])
  })

  test('connects to a thread in which a run failed', async () => {
    let runs = 0
    const url = await serve(
      {
        default: scriptedAgent((input) => {
          runs += 1
          return runs === 1 ? [{ throws: new Error('no') }] : saying(input, ['Hello there'])
        }),
      },
      mode,
    )
    const agent = agentAt(url)
    agent.addMessage(question)
    await agent.runAgent().catch(() => {})
    await agent.runAgent()
    const later = agentAt(url)
    await later.connectAgent()
    expect(later.messages).toEqual([question, answer])
  })

  test('connects to an unknown thread, which is empty', async () => {
    const agent = agentAt(await serve({ default: scriptedAgent([]) }, mode))
    await agent.connectAgent()
    expect(agent.messages).toEqual([])
  })
})

async function stop(url: string, threadId: string): Promise<boolean> {
  const response = await fetch(`${url}/agent/default/stop/${threadId}`, { method: 'POST' })
  return ((await response.json()) as { stopped: boolean }).stopped
}

async function isBusy(url: string): Promise<boolean> {
  const leave = new AbortController()
  const response = await fetch(`${url}/agent/default/connect?threadId=t`, { signal: leave.signal })
  const reader = response.body?.getReader()
  const first = await reader?.read()
  leave.abort()
  return first?.done === false
}
