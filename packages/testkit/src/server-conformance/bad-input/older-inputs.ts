import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { inputOf, type Suite } from '../harness/client.ts'
import { type BadInputCase, polite } from './bad-input-case.ts'

/** Runs an input and gives what the agent received. */
async function received({ serve }: Suite, given: Record<string, unknown>): Promise<Record<string, unknown>> {
  const agent = polite()
  const client = await serve({ agents: { default: agent } })
  const events = await readEvents(
    await client.run(inputOf({ threadId: 't1', protocolVersion: undefined, ...given })),
  )
  expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
  return { ...agent.inputs[0] }
}

const user = (content: unknown): object => ({ id: 'u1', role: 'user', content })

/** What older clients write differently, and the agent receives as AG-UI 1.0. */
export const olderInputs: readonly BadInputCase[] = [
  {
    name: 'nulls of 0.x clients',
    async check(suite) {
      const call = {
        id: 'c1',
        type: 'function',
        function: { name: 'look', arguments: '{}' },
        encryptedValue: null,
      }
      const input = await received(suite, {
        messages: [
          { ...user('Hello?'), name: null, encryptedValue: null },
          { id: 'a1', role: 'assistant', content: null, toolCalls: [call] },
          { id: 'r1', role: 'tool', toolCallId: 'c1', content: 'Found.', error: null },
          { id: 'res1', role: 'tool', toolCallId: 'c1', content: 'seen', error: null },
          { id: 'a2', role: 'assistant', content: 'Hm.', toolCalls: null },
        ],
        tools: [{ name: 'look', description: null, parameters: null }],
        context: null,
        state: null,
        forwardedProps: null,
        parentRunId: null,
        resume: null,
      })
      expect(input).toEqual({
        threadId: 't1',
        runId: 'r1',
        messages: [
          user('Hello?'),
          {
            id: 'a1',
            role: 'assistant',
            toolCalls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
          },
          { id: 'r1', role: 'tool', toolCallId: 'c1', content: 'Found.' },
          { id: 'res1', role: 'tool', toolCallId: 'c1', content: 'seen' },
          { id: 'a2', role: 'assistant', content: 'Hm.' },
        ],
        tools: [{ name: 'look', description: '' }],
        context: [],
      })
    },
  },
  {
    name: 'binary parts of 0.x clients',
    async check(suite) {
      const { messages } = await received(suite, {
        messages: [
          user([
            { type: 'text', text: 'See?' },
            { type: 'binary', mimeType: 'image/png', data: 'aGk=' },
            {
              type: 'binary',
              mimeType: 'application/pdf',
              url: 'https://example.com/a.pdf',
              filename: 'a.pdf',
            },
            { type: 'binary', mimeType: 'audio/wav', id: 'file1', data: null, url: null },
          ]),
        ],
      })
      expect(messages).toEqual([
        user([
          { type: 'text', text: 'See?' },
          { type: 'image', source: { type: 'data', value: 'aGk=', mimeType: 'image/png' } },
          {
            type: 'document',
            source: { type: 'url', value: 'https://example.com/a.pdf', mimeType: 'application/pdf' },
            metadata: { filename: 'a.pdf' },
          },
          { type: 'audio', source: { type: 'file', value: 'file1', mimeType: 'audio/wav' } },
        ]),
      ])
    },
  },
  {
    name: 'activity messages',
    async check(suite) {
      const activity = { id: 'act1', role: 'activity', activityType: 'plan', content: { steps: [] } }
      const { messages } = await received(suite, { messages: [user('Hello?'), activity] })
      expect(messages).toEqual([user('Hello?')])
    },
  },
]
