import { afterEach, describe, expect, it } from 'vitest'
import { BuiltInAgent, defineTool, type ToolDefinition } from './index.ts'
import { chatCalls, chatText, startProvider, type TestProvider } from './test-provider.ts'
import { calling, inputOf, ofType, runToEnd, said, user } from './test-run.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

const call = { id: 'c1', name: 'get', args: '{}' }
const messages = [user('Get it')]

const getting = (execute: ToolDefinition['execute'], needsApproval = false) =>
  defineTool({ name: 'get', description: 'Gets', parameters: {}, needsApproval, execute })

describe('what a tool returns', () => {
  const itself: Record<string, unknown> = {}
  itself.itself = itself

  const cases: [string, ToolDefinition['execute'], string][] = [
    ['large integers', () => ({ rows: [{ id: 9007199254740993n }] }), '{"rows":[{"id":"9007199254740993"}]}'],
    ['a large integer alone', () => 1n, '1'],
    [
      'an async generator',
      async function* () {
        yield 'half'
        yield { all: true }
      },
      '{"all":true}',
    ],
    ['nothing', () => undefined, 'null'],
    ['an object that contains itself', () => itself, '{"error":"The result cannot be written as JSON"}'],
  ]

  it.each(cases)('%s reaches the client and the model', async (_what, execute, content) => {
    provider = await startProvider(
      (response) => chatCalls(response, call),
      (response) => chatText(response, 'Got it.'),
    )
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [getting(execute)],
    })
    const { events, error } = await runToEnd(agent, inputOf({ messages }))
    expect(error).toBeUndefined()
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual([content])
    expect(said(events)).toBe('Got it.')
    const sent = provider.requests[1]?.body.messages.at(-1)
    expect(sent).toMatchObject({ role: 'tool', content: expect.stringContaining(wordsOf(content)) })
  })

  it.each(cases)('%s reaches them after an approval', async (_what, execute, content) => {
    provider = await startProvider((response) => chatText(response, 'Got it.'))
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [getting(execute, true)],
    })
    const { events } = await runToEnd(
      agent,
      inputOf({
        messages: [...messages, calling(call)],
        resume: [{ interruptId: 'approval_c1', status: 'resolved' }],
      }),
    )
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual([content])
    expect(said(events)).toBe('Got it.')
    expect(provider.requests[0]?.body.messages.at(-1)).toMatchObject({ content })
  })

  it('an async generator yields is given up when its time is over', async () => {
    provider = await startProvider(
      (response) => chatCalls(response, call),
      (response) => chatText(response, 'Too slow.'),
    )
    const slow = async function* () {
      yield 'half'
      await new Promise(() => {})
    }
    const agent = new BuiltInAgent({
      model: 'openai-compatible/test',
      baseURL: provider.url,
      tools: [{ ...getting(slow), timeoutMs: 20 }],
    })
    const { events } = await runToEnd(agent, inputOf({ messages }))
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([
      { content: '{"error":"The tool did not answer within 20 ms"}' },
    ])
  })
})

/** The SDK tells the model of an error by its message, the event is JSON. */
function wordsOf(content: string): string {
  return content.startsWith('{"error"') ? JSON.parse(content).error : content
}
