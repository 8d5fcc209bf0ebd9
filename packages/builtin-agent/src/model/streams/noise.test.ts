import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { describe, expect, it } from 'vitest'
import { type TestApi, testApis } from '../../../test/model-apis.ts'
import { chatChunk, chatText, sse, startProvider } from '../../../test/provider-mock.ts'
import { inputOf, runToEnd, said, user } from '../../../test/run-agent.ts'
import { type TwoTurns, twoTurns } from '../../../test/two-turns.ts'
import { BuiltInAgent } from '../../agent/built-in-agent.ts'
import { defineTool } from '../../config/tool-definition.ts'

type Answer = NonNullable<TwoTurns['answers']>[number]
type Response = Parameters<Answer>[0]

/** What servers send between the events of their API. */
const noise: Record<string, string> = {
  'a warning': 'data: {"warning":"slow"}\n\n',
  'a named event': 'event: tool.progress\ndata: {"tool":"x"}\n\n',
  'a ping': 'event: ping\ndata: {}\n\n',
  'an event without data': 'data:\n\n',
  'an event without a data line': 'event: ping\n\n',
  'a comment': ': keep-alive\n\n',
  'ids and retries': 'id: 1\nretry: 3000\n\n',
  'blank lines': '\n\n\n',
  'a value that is no object': 'data: null\n\n',
}

/** Noise of one API alone. */
const ofApi: Record<string, Record<string, string>> = {
  'OpenAI chat completions': {
    'usage and no choices': 'data: {"choices":null,"usage":{"prompt_tokens":7,"completion_tokens":3}}\n\n',
    'no choices': 'data: {"choices":[]}\n\n',
    'choices that are null': 'data: {"choices":[null]}\n\n',
  },
  'Anthropic messages': {
    'an unknown event': 'event: new\ndata: {"type":"new_event","index":0}\n\n',
    'an unknown delta':
      'data: {"type":"content_block_delta","index":0,"delta":{"type":"new_delta","new":1}}\n\n',
    'an unknown block':
      'data: {"type":"content_block_start","index":9,"content_block":{"type":"new_block"}}\n\n' +
      'data: {"type":"content_block_delta","index":9,"delta":{"type":"text_delta","text":"hidden"}}\n\n' +
      'data: {"type":"content_block_stop","index":9}\n\n',
  },
}

const parameters = { type: 'object', properties: { q: { type: 'string' } } }

/** Runs a tool and says hello, with every write of the response changed. */
async function heard(api: TestApi, change: (event: string) => string) {
  const calls: unknown[] = []
  const look = defineTool({
    name: 'look',
    description: 'Looks',
    parameters,
    execute: (args) => {
      calls.push(args)
      return 'seen'
    },
  })
  const changed = (answer: (response: Response) => void): Answer => {
    return (response) => {
      const write = response.write.bind(response)
      response.write = (chunk: string) => write(change(chunk))
      answer(response)
    }
  }
  const { first, next } = await twoTurns(api, {
    config: { tools: [look] },
    answers: [
      changed((response) => api.call(response, { id: 'c1', name: 'look', args: '{"q":"a"}' })),
      changed((response) => api.text(response, 'hello')),
      changed((response) => api.text(response, 'again')),
    ],
  })
  return { errors: [first.error, next.error], calls, said: [said(first.events), said(next.events)] }
}

const whole = { errors: [undefined, undefined], calls: [{ q: 'a' }], said: ['hello', 'again'] }

describe.each(testApis.map((api) => [api.name, api] as const))('over %s', (name, api) => {
  it.each(Object.entries({ ...noise, ...ofApi[name] }))(
    '%s between the events changes nothing, in this run and in the next',
    async (_noise, text) => {
      expect(await heard(api, (event) => text + event + text)).toEqual(whole)
    },
  )

  it.each([
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('lines may end with %s', async (_name, newline) => {
    expect(await heard(api, (event) => event.replaceAll('\n', newline))).toEqual(whole)
  })

  it('a failure in the middle is not taken for noise', async () => {
    const { first } = await twoTurns(api, { answers: [(response) => api.overload(response, 'busy')] })
    expect(first.events.at(-1)).toMatchObject({ type: 'RUN_ERROR' })
  })
})

const [chat = expect.fail(), , anthropic = expect.fail(), gemini = expect.fail()] = testApis

/** Finish reasons of gateways that the packages of the AI SDK do not know. */
const oddReasons: [api: TestApi, known: string, reason: string][] = [
  [chat, '"finish_reason":"tool_calls"', '"finish_reason":"tool_use"'],
  [chat, '"finish_reason":"tool_calls"', '"finish_reason":"eos"'],
  [anthropic, '"stop_reason":"tool_use"', '"stop_reason":"calls"'],
  [gemini, '"finishReason":"STOP"', '"finishReason":"FUNCTION_CALL"'],
]

it.each(oddReasons.map(([api, known, reason]) => ({ name: api.name, reason, api, known })))(
  'over $name, tools are called in spite of $reason',
  async ({ api, known, reason }) => {
    expect(await heard(api, (event) => event.replace(known, reason))).toEqual(whole)
  },
)

it('usage of Anthropic that is null changes nothing', async () => {
  const change = (event: string): string => event.replace(/"usage":\{[^}]*\}/, '"usage":null')
  expect(await heard(anthropic, change)).toEqual(whole)
})

it('noise in the middle changes nothing for a model of the AI SDK either', async () => {
  const provider = await startProvider((response) => {
    sse(response, chatChunk({ role: 'assistant', content: 'hel' }), { warning: 'slow' })
    chatText(response, 'lo')
  })
  try {
    const model = createOpenAICompatible({ name: 'own', baseURL: provider.url })('m')
    const agent = new BuiltInAgent({ model, maxRetries: 0 })
    const { events, error } = await runToEnd(agent, inputOf({ messages: [user('hi')] }))
    expect([error, said(events), events.at(-1)?.type]).toEqual([undefined, 'hello', 'RUN_FINISHED'])
  } finally {
    await provider.close()
  }
})

type Deltas = readonly object[]
const named = (name: string, args: unknown): object => ({ function: { name, arguments: args } })
const more = (args: unknown): object => ({ function: { arguments: args } })

/** The deltas of the calls f({q: 1}) and g({q: 2}), as servers write them. */
const oddCalls: Record<string, readonly Deltas[]> = {
  'index 0 for both': [
    [{ index: 0, id: 'a', ...named('f', '{"q":') }],
    [{ index: 0, ...more('1}') }],
    [{ index: 0, id: 'b', ...named('g', '{"q":') }],
    [{ index: 0, ...more('2}') }],
  ],
  'index 0 for both, in turn, with ids': [
    [{ index: 0, id: 'a', ...named('f', '{"q":') }],
    [{ index: 0, id: 'b', ...named('g', '{"q":') }],
    [{ index: 0, id: 'a', ...more('1}') }],
    [{ index: 0, id: 'b', ...more('2}') }],
  ],
  'no index': [
    [{ id: 'a', ...named('f', '{"q":') }],
    [more('1}')],
    [{ id: 'b', ...named('g', '{"q":') }],
    [more('2}')],
  ],
  'both in one chunk with one index': [
    [
      { index: 0, id: 'a', ...named('f', '{"q":1}') },
      { index: 0, id: 'b', ...named('g', '{"q":2}') },
    ],
  ],
  'arguments that are objects': [
    [{ index: 0, id: 'a', ...named('f', { q: 1 }) }],
    [{ index: 1, id: 'b', ...named('g', { q: 2 }) }],
  ],
  'ids that come late': [
    [{ index: 0, ...named('f', '{"q":') }],
    [{ index: 0, id: 'a', ...more('1}') }],
    [{ index: 1, ...named('g', '{"q":2}') }],
    [{ index: 1, id: 'b' }],
  ],
  'no ids': [[{ index: 0, ...named('f', '{"q":1}') }], [{ index: 1, ...named('g', '{"q":2}') }]],
  'no ids and one index': [
    [{ index: 0, ...named('f', '{"q":1}') }],
    [{ index: 0, ...named('g', '{"q":2}') }],
  ],
  'names that come late': [
    [{ index: 0, id: 'a', type: 'function' }],
    [{ index: 0, ...named('f', '{"q":1}') }],
    [{ index: 1, id: 'b', ...named('', '') }],
    [{ index: 1, ...named('g', '{"q":2}') }],
  ],
  'ids and names in every chunk': [
    [{ index: 0, id: 'a', ...named('f', '{"q":') }],
    [{ index: 0, id: 'a', ...named('f', '1}') }],
    [{ index: 1, id: 'b', ...named('g', '{"q":') }],
    [{ index: 1, id: 'b', ...named('g', '2}') }],
  ],
  'another id in every chunk': [
    [{ index: 0, id: 'a', ...named('f', '{"q":') }],
    [{ index: 0, id: 'a2', ...more('1}') }],
    [{ index: 1, id: 'b', ...named('g', '{"q":') }],
    [{ index: 1, id: 'b2', ...more('2}') }],
  ],
}

const endings: Record<string, (response: Response) => void> = {
  'a finish reason': (response) => sse(response, chatChunk({}, 'tool_calls'), '[DONE]'),
  'no finish reason': (response) => sse(response, '[DONE]'),
  'no blank line': (response) => {
    sse(response, chatChunk({}, 'tool_calls'))
    response.write('data: [DONE]')
  },
}

describe.each(Object.entries(oddCalls))('over chat completions, tool calls with %s', (_name, chunks) => {
  it.each(Object.entries(endings))('and %s are called with their arguments', async (_ending, end) => {
    const calls: unknown[] = []
    const tool = (name: string) =>
      defineTool({
        name,
        description: name,
        parameters: {},
        execute: (args, { toolCallId }) => {
          calls.push([name, args])
          return toolCallId
        },
      })
    const { first, next } = await twoTurns(chat, {
      config: { tools: [tool('f'), tool('g')] },
      answers: [
        (response) => {
          sse(response, ...chunks.map((tool_calls) => chatChunk({ tool_calls })))
          end(response)
          response.end()
        },
      ],
    })
    expect([first.error, next.error]).toEqual([undefined, undefined])
    expect(calls).toEqual([
      ['f', { q: 1 }],
      ['g', { q: 2 }],
    ])
  })
})
