import type { LanguageModel } from 'ai'
import { afterEach, describe, expect, it } from 'vitest'
import { chatChunk, chatText, sse, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { inputOf, ofType, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, defineTool } from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

const input = inputOf({ messages: [user('hello')] })
const add = defineTool({ name: 'add', description: 'Adds', parameters: {}, execute: () => 3 })

/** A server that writes these events, and ends the answer. */
const ending =
  (...events: unknown[]): Parameters<typeof startProvider>[0] =>
  (response) => {
    sse(response, ...events)
    response.end()
  }

async function run(...answers: Parameters<typeof startProvider>) {
  provider = await startProvider(...answers)
  const agent = new BuiltInAgent({
    model: 'openai-compatible/test',
    baseURL: provider.url,
    maxRetries: 0,
    tools: [add],
  })
  return runToEnd(agent, input)
}

describe('an answer without a finish_reason', () => {
  it('is whole when the server says that it is done', async () => {
    const { events } = await run(ending(chatChunk({ content: 'Yes.' }), '[DONE]'))
    expect(said(events)).toBe('Yes.')
    expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  })

  it('may call tools', async () => {
    const call = { index: 0, id: 'c1', type: 'function', function: { name: 'add', arguments: '{}' } }
    const { events } = await run(ending(chatChunk({ tool_calls: [call] }), '[DONE]'), (response) =>
      chatText(response, 'Three.'),
    )
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: '3' }])
    expect(said(events)).toBe('Three.')
  })

  it.each([
    ['the connection ends before', [chatChunk({ content: 'Yes' })]],
    ['it only speaks of being done', [chatChunk({ content: 'data: [DONE]' })]],
  ])('broke off when %s', async (_when, events) => {
    expect((await run(ending(...events))).events.at(-1)).toMatchObject({ code: 'incomplete_response' })
  })
})

it('a finish_reason that the server gives counts, however much comes behind it', async () => {
  const { events } = await run(
    ending(
      chatChunk({ content: 'No' }),
      chatChunk({}, 'content_filter'),
      { ...chatChunk({}), padding: 'x'.repeat(9000) },
      '[DONE]',
    ),
  )
  expect(events.at(-1)).toMatchObject({ code: 'content_refused' })
})

it.each(['unknown', 'other', 'stop'])(
  "the answer of a model of the AI SDK's second specification is whole when it ends with '%s'",
  async (finishReason) => {
    const parts = [
      { type: 'text-start', id: '1' },
      { type: 'text-delta', id: '1', delta: 'Hi.' },
      { type: 'text-end', id: '1' },
      { type: 'finish', finishReason, usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 } },
    ]
    const model = {
      specificationVersion: 'v2',
      provider: 'old',
      modelId: 'm',
      supportedUrls: {},
      doGenerate: () => Promise.reject(new Error('Not here')),
      doStream: async () => ({
        stream: new ReadableStream({
          start(controller) {
            for (const part of parts) controller.enqueue(part)
            controller.close()
          },
        }),
      }),
    } as unknown as LanguageModel
    const { events } = await runToEnd(new BuiltInAgent({ model }), input)
    expect(said(events)).toBe('Hi.')
    expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  },
)
