import { toStandardJsonSchema } from '@valibot/to-json-schema'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { chatCalls, chatText, failure, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { inputOf, ofType, runToEnd, said, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type BuiltInAgentClassicConfig, defineTool } from '../index.ts'

let provider: TestProvider

beforeEach(async () => {
  provider = await startProvider((response) => chatText(response, 'Fine.'))
})

afterEach(() => provider.close())

const messages = [user('hello')]

const agentWith = (config: Partial<BuiltInAgentClassicConfig> = {}): BuiltInAgent =>
  new BuiltInAgent({ model: 'openai-compatible/test-model', baseURL: provider.url, ...config })

// biome-ignore lint/suspicious/noExplicitAny: what was sent is whatever the API of OpenAI is
const sent = (index = 0): any => provider.requests[index]?.body

const colour = { name: 'colour', description: 'The colour', parameters: { type: 'object', properties: {} } }

describe('the system message', () => {
  it('is the prompt, the context and the state, under their headings', async () => {
    const context = [{ description: 'The user', value: 'Ada' }]
    await runToEnd(agentWith({ prompt: 'Be brief.' }), inputOf({ messages, context, state: { todos: [] } }))
    const { role, content } = sent().messages[0]
    expect(role).toBe('system')
    expect(content).toMatch(/^Be brief\./)
    expect(content).toContain('Context from the application')
    expect(content).toContain('The user:\nAda')
    expect(content).toContain('Application State')
    expect(content).toContain('AGUISendStateSnapshot')
    expect(content).toContain('"todos": []')
  })

  it('is not there when there is nothing to say', async () => {
    await runToEnd(agentWith(), inputOf({ messages, state: {} }))
    expect(sent().messages).toEqual([{ role: 'user', content: 'hello' }])
  })

  it('is followed by system and developer messages of the history when they are asked for', async () => {
    const history = [
      { id: 's', role: 'system' as const, content: 'From the page' },
      { id: 'd', role: 'developer' as const, content: 'From the developer' },
      ...messages,
    ]
    await runToEnd(agentWith(), inputOf({ messages: history }))
    await runToEnd(
      agentWith({ forwardSystemMessages: true, forwardDeveloperMessages: true }),
      inputOf({ messages: history }),
    )
    expect(sent(0).messages).toHaveLength(1)
    expect(sent(1).messages.map((message: { content: string }) => message.content)).toEqual([
      'From the page',
      'From the developer',
      'hello',
    ])
  })
})

describe('what a client may set', () => {
  const overridableProperties: BuiltInAgentClassicConfig['overridableProperties'] = [
    'prompt',
    'model',
    'temperature',
    'maxOutputTokens',
    'stopSequences',
    'toolChoice',
    'seed',
  ]

  it('is taken over when it is listed and of the right type', async () => {
    const forwardedProps = {
      prompt: 'Be long.',
      model: 'openai-compatible/other-model',
      temperature: 0.5,
      maxOutputTokens: 9,
      stopSequences: ['END'],
      seed: 1,
      topP: 0.1,
    }
    await runToEnd(
      agentWith({ prompt: 'Be brief.', overridableProperties }),
      inputOf({ messages, forwardedProps }),
    )
    expect(sent()).toMatchObject({
      model: 'other-model',
      temperature: 0.5,
      max_tokens: 9,
      stop: ['END'],
      seed: 1,
    })
    expect(sent().messages[0].content).toBe('Be long.')
    expect(sent()).not.toHaveProperty('top_p')
  })

  it('is left alone when it is of the wrong type', async () => {
    const forwardedProps = {
      prompt: 7,
      model: {},
      temperature: 'hot',
      maxOutputTokens: -1,
      stopSequences: 'END',
    }
    await runToEnd(
      agentWith({ prompt: 'Be brief.', overridableProperties, temperature: 0.2 }),
      inputOf({ messages, forwardedProps }),
    )
    expect(sent()).toMatchObject({ model: 'test-model', temperature: 0.2 })
    expect(sent().messages[0].content).toBe('Be brief.')
    expect(sent()).not.toHaveProperty('stop')
  })

  it('is reported by canOverride', () => {
    const agent = agentWith({ overridableProperties: ['prompt'] })
    expect(agent.canOverride('prompt')).toBe(true)
    expect(agent.canOverride('model')).toBe(false)
  })
})

describe('a forced tool choice', () => {
  it.each([
    ['the AI SDK', { type: 'tool', toolName: 'colour' }],
    ['OpenAI', { type: 'function', function: { name: 'colour' } }],
  ])('in the format of %s reaches the model', async (_name, toolChoice) => {
    const agent = agentWith({ overridableProperties: ['toolChoice'] })
    await runToEnd(agent, inputOf({ messages, tools: [colour], forwardedProps: { toolChoice } }))
    expect(sent().tool_choice).toEqual({ type: 'function', function: { name: 'colour' } })
  })

  it.each([
    ['the AI SDK', { type: 'tool', toolName: 'colour' }],
    ['OpenAI', { type: 'function', function: { name: 'colour' } }],
  ])('of a client tool, in the format of %s, needs no permission', async (_name, toolChoice) => {
    await runToEnd(agentWith(), inputOf({ messages, tools: [colour], forwardedProps: { toolChoice } }))
    expect(sent().tool_choice).toEqual({ type: 'function', function: { name: 'colour' } })
  })

  it.each([
    ['a server tool, even if the client has one with the same name', 'colour'],
    ['a tool of the state', 'AGUISendStateDelta'],
    ['an unknown tool', 'shape'],
  ])('of %s needs permission', async (_name, toolName) => {
    const agent = agentWith({ tools: [defineTool({ ...colour, execute: () => 'blue' })] })
    const tools = [colour, { ...colour, name: 'AGUISendStateDelta' }]
    const toolChoice = { type: 'tool', toolName }
    await runToEnd(agent, inputOf({ messages, tools, forwardedProps: { toolChoice } }))
    expect(sent().tool_choice).toBe('auto')
  })

  it('holds for the first step only, so that the model can answer', async () => {
    await provider.close()
    provider = await startProvider(
      (response) => chatCalls(response, { id: 'c1', name: 'colour', args: '{}' }),
      (response) => chatText(response, 'Blue.'),
    )
    const tools = [defineTool({ ...colour, execute: () => 'blue' })]
    const { events } = await runToEnd(agentWith({ tools, toolChoice: 'required' }), inputOf({ messages }))
    expect(sent(0).tool_choice).toBe('required')
    expect(sent(1).tool_choice).toBe('auto')
    expect(said(events)).toBe('Blue.')
  })
})

describe('the tools of a model', () => {
  it("are the client's, whose JSON Schemas arrive whole, the server's, and those of the state", async () => {
    const parameters = {
      type: 'object',
      $defs: { size: { const: 'M' } },
      properties: { size: { $ref: '#/$defs/size' }, n: { type: ['integer', 'null'], minimum: 1 } },
      allOf: [{ required: ['size'] }],
      additionalProperties: { type: 'string' },
    }
    const tools = [{ name: 'order', description: 'Orders', parameters }, colour]
    await runToEnd(
      agentWith({ tools: [defineTool({ ...colour, description: "The server's", execute: () => 1 })] }),
      inputOf({ messages, tools }),
    )
    const functions = sent().tools.map((tool: { function: object }) => tool.function)
    expect(functions).toMatchObject([
      { name: 'order', parameters },
      { name: 'colour', description: "The server's" },
      { name: 'AGUISendStateSnapshot' },
      { name: 'AGUISendStateDelta' },
    ])
    expect(functions[0].parameters).toEqual(parameters)
  })

  it('can be none', async () => {
    await runToEnd(agentWith({ stateTools: false }), inputOf({ messages }))
    expect(sent()).not.toHaveProperty('tools')
  })

  it('change the state, with events before the result', async () => {
    await provider.close()
    const delta = '{"delta":[{"op":"add","path":"/todos/-","value":"milk"}]}'
    provider = await startProvider(
      (response) => chatCalls(response, { id: 'c1', name: 'AGUISendStateDelta', args: delta }),
      (response) =>
        chatCalls(response, { id: 'c2', name: 'AGUISendStateSnapshot', args: '{"snapshot":{"a":1}}' }),
      (response) => chatText(response, 'Done.'),
    )
    const { events } = await runToEnd(agentWith(), inputOf({ messages, state: { n: 1 } }))
    const about = events.filter(({ type }) => type.startsWith('STATE') || type === 'TOOL_CALL_RESULT')
    expect(about).toMatchObject([
      { type: 'STATE_SNAPSHOT', snapshot: { n: 1 } },
      {
        type: 'STATE_DELTA',
        delta: [
          { op: 'add', path: '/todos', value: [] },
          { op: 'add', path: '/todos/-', value: 'milk' },
        ],
      },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'c1' },
      { type: 'STATE_SNAPSHOT', snapshot: { a: 1 } },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'c2' },
    ])
  })
})

it('maxSteps bounds how often the model is called', async () => {
  await provider.close()
  provider = await startProvider((response, { body }) =>
    chatCalls(response, { id: `c${body.messages.length}`, name: 'colour', args: '{}' }),
  )
  const tools = [defineTool({ ...colour, execute: () => 'blue' })]
  const { events } = await runToEnd(agentWith({ tools, maxSteps: 3 }), inputOf({ messages }))
  expect(provider.requests).toHaveLength(3)
  expect(events.at(-1)?.type).toBe('RUN_FINISHED')
  await runToEnd(agentWith({ tools }), inputOf({ messages }))
  expect(provider.requests).toHaveLength(13)
})

it('a tool gets its call, the input of the run and a signal', async () => {
  await provider.close()
  provider = await startProvider(
    (response) => chatCalls(response, { id: 'c1', name: 'colour', args: '{}' }),
    (response) => chatText(response, 'Done.'),
  )
  const told: unknown[] = []
  const tool = defineTool({
    ...colour,
    execute: (args, { toolCallId, signal, input }) => {
      told.push(args, toolCallId, signal.aborted, input.state)
    },
  })
  const { events } = await runToEnd(agentWith({ tools: [tool] }), inputOf({ messages, state: { n: 1 } }))
  expect(told).toEqual([{}, 'c1', false, { n: 1 }])
  expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ content: 'null' }])
})

describe('what a model remarks about a call', () => {
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })

  it('is not written to the console', async () => {
    const written = (['info', 'warn', 'error', 'log'] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => {}),
    )
    const { events } = await runToEnd(agentWith({ topK: 3 }), inputOf({ messages }))
    expect(said(events)).toBe('Fine.')
    for (const spy of written) expect(spy).not.toHaveBeenCalled()
  })

  it('is passed to the function that the application gave the AI SDK', async () => {
    const taker = vi.fn()
    vi.stubGlobal('AI_SDK_LOG_WARNINGS', taker)
    await runToEnd(agentWith({ topK: 3 }), inputOf({ messages }))
    expect(taker.mock.calls).toMatchObject([[{ warnings: [{ feature: 'topK' }] }]])
  })
})

describe('a tool whose parameters cannot be written as JSON Schema', () => {
  it.each([
    ['zod', z.object({ day: z.date() })],
    ['valibot', v.object({ day: v.date() })],
    ['valibot, wrapped,', toStandardJsonSchema(v.object({ day: v.date() }))],
  ])('by %s ends the run with its name', async (_name, parameters) => {
    const tools = [defineTool({ ...colour, parameters, execute: () => 'blue' })]
    const { events, error } = await runToEnd(agentWith({ tools }), inputOf({ messages }))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'invalid_configuration' })
    expect(events.at(-1)?.message).toMatch(
      /^The parameters of the tool 'colour' cannot be written as JSON Schema/,
    )
    expect(error).toMatchObject({ cause: expect.any(TypeError) })
    expect(provider.requests).toEqual([])
  })
})

describe('a file that the user sends', () => {
  const PIXEL =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const image = {
    type: 'image' as const,
    source: { type: 'data' as const, value: PIXEL, mimeType: 'image/png' },
  }

  it.each(['openai', 'openai-compatible', 'anthropic', 'google'])('reaches %s', async (name) => {
    await provider.close()
    provider = await startProvider(failure(400, {}))
    const agent = agentWith({ model: `${name}/some-model`, apiKey: 'key', maxRetries: 0 })
    await runToEnd(agent, inputOf({ messages: [user([{ type: 'text', text: 'see' }, image])] }))
    expect(JSON.stringify(sent())).toContain(PIXEL)
    expect(JSON.stringify(sent())).toContain('image/png')
  })

  it('may be a URL, or written as clients before AG-UI 1.0 did', async () => {
    const old: object = { type: 'binary', mimeType: 'image/png', data: PIXEL }
    const url = {
      type: 'image' as const,
      source: { type: 'url' as const, value: 'https://example.com/a.png' },
    }
    const bad = { type: 'image' as const, source: { type: 'url' as const, value: 'not a url' } }
    const agent = agentWith({ model: 'openai/gpt-4o', apiKey: 'key' })
    await runToEnd(agent, inputOf({ messages: [user([url, bad, old as typeof image])] }))
    expect(sent().input[0].content).toMatchObject([
      { type: 'input_image', image_url: 'https://example.com/a.png' },
      { type: 'input_image', image_url: `data:image/png;base64,${PIXEL}` },
    ])
  })
})
