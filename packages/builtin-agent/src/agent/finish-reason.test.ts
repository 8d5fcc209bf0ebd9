import { describe, expect, it } from 'vitest'
import { testApis } from '../../test/model-apis.ts'
import { chatChunk, chatText, sse, startProvider } from '../../test/provider-mock.ts'
import { inputOf, runToEnd, user } from '../../test/run-agent.ts'
import { twoTurns } from '../../test/two-turns.ts'
import { BuiltInAgent, defineTool, resolveModel } from '../index.ts'

describe.each(testApis)('over $name, the ending of a run has the finish reason', (api) => {
  it('of a text', async () => {
    const { first } = await twoTurns(api, {})
    expect(first.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', finishReason: 'stop' })
  })

  it('of a call that is left to the client', async () => {
    const { first } = await twoTurns(api, {
      input: { tools: [{ name: 'look', description: 'Looks', parameters: {} }] },
      answers: [(response) => api.call(response, { id: 'c1', name: 'look', args: '{}' })],
    })
    expect(first.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', finishReason: 'tool-calls' })
  })

  it('of the last completion', async () => {
    const look = defineTool({ name: 'look', description: 'Looks', parameters: {}, execute: () => 'seen' })
    const { first } = await twoTurns(api, {
      config: { tools: [look] },
      answers: [(response) => api.call(response, { id: 'c1', name: 'look', args: '{}' })],
    })
    expect(first.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', finishReason: 'stop' })
  })
})

it('a completion that was cut off at its limit says so', async () => {
  const [chat = expect.fail()] = testApis
  const { first } = await twoTurns(chat, {
    answers: [
      (response) => {
        sse(response, chatChunk({ content: 'Once' }), chatChunk({}, 'length'), '[DONE]')
        response.end()
      },
    ],
  })
  expect(first.events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', finishReason: 'length' })
})

describe('a model of the AI SDK in forwardedProps', () => {
  it.each([
    { overridable: true, used: 'given' },
    { overridable: false, used: 'own' },
  ])('is used if it is overridable: $overridable', async ({ overridable, used }) => {
    const provider = await startProvider((response) => chatText(response, 'Hi.'))
    const model = resolveModel('openai-compatible/given', { baseURL: provider.url })
    const agent = new BuiltInAgent({
      model: 'openai-compatible/own',
      baseURL: provider.url,
      ...(overridable && { overridableProperties: ['model'] }),
    })
    const { error } = await runToEnd(agent, inputOf({ messages: [user('hello')], forwardedProps: { model } }))
    await provider.close()
    expect(error).toBeUndefined()
    expect(provider.requests[0]?.body.model).toBe(used)
  })
})
