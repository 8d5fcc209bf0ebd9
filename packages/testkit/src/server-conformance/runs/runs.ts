import { fromCursor, toCursor } from '@flightdeck/protocol'
import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import { forever, framesOf, textOf, typesOf } from '../harness/reading.ts'

export function runTests({ serve, core, wire }: Suite): void {
  core('a run streams the events of its agent in order', async () => {
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId, protocolVersion: '1.0' }),
      event('STEP_STARTED', { stepName: 'think' }),
      event('REASONING_START', { messageId: 'span1' }),
      event('REASONING_MESSAGE_START', { messageId: 'thought1', role: 'reasoning' }),
      event('REASONING_MESSAGE_CONTENT', { messageId: 'thought1', delta: 'Hm.' }),
      event('REASONING_MESSAGE_END', { messageId: 'thought1' }),
      event('REASONING_END', { messageId: 'span1' }),
      event('STEP_FINISHED', { stepName: 'think' }),
      event('STATE_SNAPSHOT', { snapshot: { count: 1 } }),
      event('STATE_DELTA', { delta: [{ op: 'replace', path: '/count', value: 2 }] }),
      event('TEXT_MESSAGE_START', { messageId: 'm1', role: 'assistant' }),
      event('TEXT_MESSAGE_CONTENT', { messageId: 'm1', delta: 'Hello' }),
      event('TEXT_MESSAGE_END', { messageId: 'm1' }),
      event('TOOL_CALL_START', { toolCallId: 'c1', toolCallName: 'look', parentMessageId: 'm1' }),
      event('TOOL_CALL_ARGS', { toolCallId: 'c1', delta: '{"at":"sky"}' }),
      event('TOOL_CALL_END', { toolCallId: 'c1' }),
      event('TOOL_CALL_RESULT', { messageId: 'res1', toolCallId: 'c1', content: 'blue', role: 'tool' }),
      event('CUSTOM', { name: 'note', value: { any: ['thing'] } }),
      event('RUN_FINISHED', { threadId, runId, outcome: { type: 'success' } }),
    ])
    const client = await serve({ agents: { default: agent } })
    const input = inputOf({ threadId: 't1' })
    const [start, ...others] = await readEvents(await client.run(input))
    const [, ...emitted] = await script(agent, input)
    expect(start).toMatchObject({ type: 'RUN_STARTED', threadId: 't1', runId: 'r1', protocolVersion: '1.0' })
    expect(others).toEqual(emitted)
  })

  core('every frame has a cursor, one position after the previous one', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, ['a', 'b', 'c'])) },
    })
    const cursors = (await framesOf(await client.run(inputOf({ threadId: 't1' })))).map(({ id }) => id ?? '')
    const [first = ''] = cursors
    const { log = '', position = 0 } = fromCursor(first) ?? {}
    expect(log).not.toBe('')
    expect(cursors).toEqual(cursors.map((_, index) => toCursor(log, position + index)))
    expect(cursors).toHaveLength(7)
  })

  core('chunk events are expanded to start, content and end', async () => {
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('TEXT_MESSAGE_CHUNK', { messageId: 'm1', role: 'assistant', delta: 'Hel' }),
      event('TEXT_MESSAGE_CHUNK', { delta: 'lo' }),
      event('TOOL_CALL_CHUNK', { toolCallId: 'c1', toolCallName: 'look', delta: '{}' }),
      event('RUN_FINISHED', { threadId, runId }),
    ])
    const client = await serve({ agents: { default: agent } })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(typesOf(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'RUN_FINISHED',
    ])
    expect(textOf(events)).toBe('Hello')
  })

  core('missing start and end events are repaired', async () => {
    const agent = scriptedAgent([
      event('TEXT_MESSAGE_CONTENT', { messageId: 'm1', delta: 'Hello' }),
      event('RUN_FINISHED', { threadId: 'another', runId: 'another' }),
      event('TEXT_MESSAGE_CONTENT', { messageId: 'm1', delta: ' again' }),
    ])
    const client = await serve({ agents: { default: agent } })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(typesOf(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(events.at(-1)).toMatchObject({ threadId: 't1', runId: 'r1' })
  })

  core('runs on different threads are concurrent', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, [input.threadId], `of-${input.threadId}`)) },
    })
    const threads = Array.from({ length: 20 }, (_, index) => `t${index}`)
    const texts = threads.map(async (threadId) => {
      const events = await readEvents(await client.run(inputOf({ threadId })))
      return textOf(events, `of-${threadId}`)
    })
    expect(await Promise.all(texts)).toEqual(threads)
  })

  core('of concurrent runs on one thread only one starts', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['Hi']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent } })
    const runs = ['r1', 'r2', 'r3', 'r4'].map((runId) => client.run(inputOf({ threadId: 't1', runId })))
    const statuses = (await Promise.all(runs)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 409, 409, 409])
    expect(agent.inputs).toHaveLength(1)
  })

  wire('agent and thread ids may contain any character', async () => {
    const agentId = 'a/b ü?#%'
    const client = await serve({ agents: { [agentId]: scriptedAgent((input) => saying(input, ['Hi'])) } })
    const threadId = 'thread/1 ü?#%'
    const response = await client.send({ method: 'agent/run', agentId }, { body: inputOf({ threadId }) })
    expect((await readEvents(response)).at(-1)).toMatchObject({ type: 'RUN_FINISHED', threadId })
    const stop = await client.send({ method: 'agent/stop', agentId, threadId })
    expect(await stop.json()).toEqual({ stopped: false, message: `No active run for thread '${threadId}'.` })
  })
}

/** What the agent itself emits for an input. */
async function script(agent: ReturnType<typeof scriptedAgent>, input: object): Promise<unknown[]> {
  const events: unknown[] = []
  for await (const each of agent.run(input) as AsyncIterable<unknown>) events.push(each)
  return events
}
