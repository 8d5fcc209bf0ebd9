import type { ThreadRunPage } from '@flightdeck/protocol'
import { expect } from 'vitest'
import type { SseData } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { type Client, event, inputOf, type Operation, type Suite } from '../harness/client.ts'
import { forever, gate, isText, reading, textOf, typesOf } from '../harness/reading.ts'
import { greeting, listed, talk } from '../harness/thread-talk.ts'

type InspectMethod = Exclude<Extract<Operation, { readonly threadId: string }>['method'], 'agent/stop'>

async function inspect<T>(client: Client, method: InspectMethod, query?: Record<string, string>): Promise<T> {
  return (await (await client.send({ method, threadId: 't1' }, { query })).json()) as T
}

export function threadInspectionTests({ serve, core }: Suite): void {
  core('messages have the shape that inspectors read', async () => {
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('TEXT_MESSAGE_START', { messageId: 'm1', role: 'assistant' }),
      event('TEXT_MESSAGE_CONTENT', { messageId: 'm1', delta: 'Looking' }),
      event('TEXT_MESSAGE_END', { messageId: 'm1' }),
      event('TOOL_CALL_START', { toolCallId: 'c1', toolCallName: 'look', parentMessageId: 'm1' }),
      event('TOOL_CALL_ARGS', { toolCallId: 'c1', delta: '{"at":"sky"}' }),
      event('TOOL_CALL_END', { toolCallId: 'c1' }),
      event('TOOL_CALL_RESULT', { messageId: 'res1', toolCallId: 'c1', content: 'blue' }),
      event('RUN_FINISHED', { threadId, runId }),
    ])
    const client = await serve({ agents: { default: agent } })
    await talk(client, 't1')
    expect(await inspect(client, 'threads/messages')).toEqual({
      messages: [
        { id: 'u1', role: 'user', content: 'Hello?' },
        {
          id: 'm1',
          role: 'assistant',
          content: 'Looking',
          toolCalls: [{ id: 'c1', name: 'look', args: '{"at":"sky"}' }],
        },
        { id: 'res1', role: 'tool', content: 'blue', toolCallId: 'c1' },
      ],
    })
  })

  core('messages and events include those of a running run', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['Half', ' and half'])
      return [...said.slice(0, 3), { until: pause.opened }, ...said.slice(3)]
    })
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    expect(await inspect(client, 'threads/messages')).toMatchObject({
      messages: [{ id: 'u1' }, { id: 'm1', content: 'Half' }],
    })
    const live = await inspect<{ events: SseData[] }>(client, 'threads/events')
    expect(textOf(live.events)).toBe('Half')
    pause.open()
    await run.toEnd()
    const ended = await inspect<{ events: SseData[] }>(client, 'threads/events')
    expect(textOf(ended.events)).toBe('Half and half')
    expect(typesOf(ended.events).at(-1)).toBe('RUN_FINISHED')
  })

  core('state is null until a run sets it', async () => {
    const agent = scriptedAgent((input) => {
      const [start, ...rest] = saying(input, ['Hi'], `m-${input.runId}`)
      const snapshot = event('STATE_SNAPSHOT', { snapshot: { count: 1 } })
      return input.runId === 'r1' ? saying(input, ['Hi']) : [start ?? snapshot, snapshot, ...rest]
    })
    const client = await serve({ agents: { default: agent } })
    await talk(client, 't1', { runId: 'r1' })
    expect(await inspect(client, 'threads/state')).toEqual({ state: null })
    await talk(client, 't1', { runId: 'r2' })
    expect(await inspect(client, 'threads/state')).toEqual({ state: { count: 1 } })
  })

  core('runs are paged, newest first', async () => {
    const client = await serve({ agents: { default: greeting() } })
    for (const runId of ['r1', 'r2', 'r3']) await talk(client, 't1', { runId })
    const first = await inspect<ThreadRunPage>(client, 'threads/runs', { limit: '2' })
    expect(first.runs).toMatchObject([
      { runId: 'r3', agentId: 'default', status: 'finished', ending: { type: 'RUN_FINISHED' } },
      { runId: 'r2' },
    ])
    const second = await inspect<ThreadRunPage>(client, 'threads/runs', {
      limit: '2',
      cursor: first.nextCursor ?? '',
    })
    expect([second.runs.map(({ runId }) => runId), second.nextCursor]).toEqual([['r1'], null])
  })

  core('open interrupts are counted and listed', async () => {
    const interrupt = { id: 'i1', reason: 'tool_call', message: 'May I?' }
    const agent = scriptedAgent(({ threadId, runId, resume }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('RUN_FINISHED', {
        threadId,
        runId,
        ...(resume === undefined && { outcome: { type: 'interrupt', interrupts: [interrupt] } }),
      }),
    ])
    const client = await serve({ agents: { default: agent } })
    await talk(client, 't1')
    expect(await inspect(client, 'threads/interrupts')).toEqual({ interrupts: [interrupt] })
    expect((await listed(client)).threads).toMatchObject([{ pendingInterrupts: 1, lastRunStatus: 'paused' }])
    const resume = [{ interruptId: 'i1', status: 'resolved', payload: { approved: true } }]
    const resumed = await client.run(inputOf({ threadId: 't1', runId: 'r2', messages: [], resume }))
    await resumed.text()
    expect(await inspect(client, 'threads/interrupts')).toEqual({ interrupts: [] })
    expect((await listed(client)).threads).toMatchObject([{ pendingInterrupts: 0 }])
  })

  core('reading a thread neither ends its run nor counts as activity', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['Hm']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const [before] = (await listed(client)).threads
    for (const method of ['threads/messages', 'threads/events', 'threads/state', 'threads/export'] as const) {
      await (await client.send({ method, threadId: 't1' })).text()
    }
    expect((await listed(client)).threads).toEqual([before])
    await client.stop('t1')
    expect((await run.toEnd()).at(-1)).toMatchObject({ outcome: { type: 'cancelled' } })
  })
}
