import { expect } from 'vitest'
import { readEvents, type SseData } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import { forever, isText, ofType, reading } from '../harness/reading.ts'

const parts = [
  { type: 'text', text: 'It is blue.' },
  { type: 'image', source: { type: 'url', value: 'https://example.com/sky.png' } },
]
const asText = 'It is blue.\n[image: https://example.com/sky.png]'

const modern = scriptedAgent(({ threadId, runId }) => [
  event('RUN_STARTED', { threadId, runId }),
  event('TOOL_CALL_START', { toolCallId: 'c1', toolCallName: 'look' }),
  event('TOOL_CALL_END', { toolCallId: 'c1' }),
  event('TOOL_CALL_RESULT', { messageId: 'res1', toolCallId: 'c1', content: parts, role: 'tool' }),
  event('TOOL_CALL_START', { toolCallId: 'c2', toolCallName: 'confirm' }),
  event('TOOL_CALL_END', { toolCallId: 'c2' }),
  event('RUN_FINISHED', { threadId, runId, outcome: { type: 'success', pendingToolCallIds: ['c2'] } }),
])

const inputWithout = (threadId: string): object => inputOf({ threadId, protocolVersion: undefined })
const resultIn = (events: readonly SseData[]): unknown => ofType(events, 'TOOL_CALL_RESULT')[0]?.content

export function legacyWireTests({ serve, core }: Suite): void {
  core('a client that declares its version gets AG-UI 1.0 unchanged', async () => {
    const client = await serve({ agents: { default: modern } })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(resultIn(events)).toEqual(parts)
    expect(events.at(-1)?.outcome).toEqual({ type: 'success', pendingToolCallIds: ['c2'] })
  })

  core('a client without a version gets AG-UI 0.x events', async () => {
    const client = await serve({ agents: { default: modern } })
    const events = await readEvents(await client.run(inputWithout('t1')))
    expect(resultIn(events)).toBe(asText)
    expect(events.at(-1)?.outcome).toEqual({ type: 'success' })
  })

  core('the legacy wire has no outcome after a stop, for the run and for followers', async () => {
    const agent = scriptedAgent((input) => [...saying(input, ['Hm']).slice(0, 3), { until: forever }])
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputWithout('t1')))
    await run.until(isText())
    const joined = reading(await client.connect('t1'))
    await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
    await client.stop('t1')
    expect((await run.toEnd()).at(-1)).toEqual({ type: 'RUN_FINISHED', threadId: 't1', runId: 'r1' })
    expect((await joined.toEnd()).at(-1)).toMatchObject({ outcome: { type: 'cancelled' } })
    const old = await client.send(
      { method: 'agent/connect', agentId: 'default' },
      { body: inputWithout('t1') },
    )
    expect((await readEvents(old)).at(-1)).not.toHaveProperty('outcome')
  })

  core('a snapshot is written for the version of the client', async () => {
    const client = await serve({ agents: { default: modern } })
    await readEvents(await client.run(inputOf({ threadId: 't1' })))
    const read = async (body: object): Promise<unknown> => {
      const response = await client.send({ method: 'agent/connect', agentId: 'default' }, { body })
      const [, snapshot] = await readEvents(response)
      const messages = snapshot?.messages as { id: string; content: unknown }[]
      return messages.find(({ id }) => id === 'res1')?.content
    }
    expect(await read(inputOf({ threadId: 't1' }))).toEqual(parts)
    expect(await read(inputWithout('t1'))).toBe(asText)
  })
}
