import { afterEach, describe, expect, it } from 'vitest'
import { testApis } from '../../test/model-apis.ts'
import { chatText, failure, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { inputOf, ofType, order, runToEnd, said, user } from '../../test/run-agent.ts'
import { AgentError, BuiltInAgent, type BuiltInAgentClassicConfig, defineTool } from '../index.ts'

type Answers = Parameters<typeof startProvider>

const input = inputOf({ messages: [user('hello')] })
const nothing = { type: 'object', properties: {} }
const secret = 'sk-secret-4711'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

async function agentOn(
  answers: Answers,
  config: Partial<BuiltInAgentClassicConfig> = {},
): Promise<BuiltInAgent> {
  provider = await startProvider(...answers)
  return new BuiltInAgent({
    model: 'openai-compatible/test-model',
    apiKey: 'key',
    baseURL: provider.url,
    maxRetries: 0,
    ...config,
  })
}

/** A tool that never returns, and a promise that settles when it is told to stop. */
function endlessTool(timeoutMs?: number) {
  let tell = (): void => {}
  const told = new Promise<void>((resolve) => {
    tell = resolve
  })
  const tool = defineTool({
    name: 'wait',
    description: 'Waits',
    parameters: nothing,
    timeoutMs,
    execute: (_args, { signal }) => {
      signal.addEventListener('abort', () => tell())
      return new Promise(() => {})
    },
  })
  return { tool, told }
}

describe.each(testApis)('over $name', (api) => {
  const on = (answers: Answers, config: Partial<BuiltInAgentClassicConfig> = {}): Promise<BuiltInAgent> =>
    agentOn(answers, { model: api.model, ...config })

  const lastSent = (): string => JSON.stringify(provider?.requests.at(-1)?.body)

  it('a stop in mid-stream closes the connection with the provider', async () => {
    const agent = await on([(response) => api.begin(response, 'Once')])
    const { events, error } = await runToEnd(agent, input, (event) => {
      if (event.type === 'TEXT_MESSAGE_CONTENT') agent.abortRun()
    })
    expect(error).toBeUndefined()
    expect(await provider?.requests[0]?.closed).toBe(false)
    expect(order(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED'])
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })

  it.each([
    [401, 'auth_failed'],
    [403, 'auth_failed'],
    [404, 'model_not_found'],
    [413, 'context_too_long'],
    [429, 'rate_limited'],
    [400, 'invalid_request'],
    [500, 'provider_error'],
    [503, 'overloaded'],
    [529, 'overloaded'],
  ] as const)('a %i ends the run with %s and a safe message', async (status, code) => {
    const agent = await on([failure(status, api.failure(status, secret))])
    const { events, error } = await runToEnd(agent, input)
    expect(order(events)).toEqual(['RUN_STARTED', 'RUN_ERROR'])
    expect(events.at(-1)?.code).toBe(code)
    expect(JSON.stringify(events)).not.toContain(secret)
    expect(error).toBeInstanceOf(AgentError)
    expect((error as AgentError).cause).toMatchObject({ name: 'AI_APICallError' })
  })

  it('a 429 that asks to wait is believed', async () => {
    const agent = await on([failure(429, api.failure(429, secret), { 'retry-after': '7' })])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ code: 'rate_limited', metadata: { retryAfterMs: 7000 } })
  })

  it('a failure of a moment is tried again', async () => {
    const agent = await on(
      [
        failure(503, api.failure(503, secret), { 'retry-after-ms': '1' }),
        (response) => api.text(response, 'Back.'),
      ],
      { maxRetries: 1 },
    )
    const { events, error } = await runToEnd(agent, input)
    expect(error).toBeUndefined()
    expect(said(events)).toBe('Back.')
  })

  it('an answer that is cut off in the middle ends the run with network_error', async () => {
    const agent = await on([
      (response) => {
        api.begin(response, 'Once upon')
        setTimeout(() => response.destroy(), 20)
      },
    ])
    const { events } = await runToEnd(agent, input)
    expect(said(events)).toBe('Once upon')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'network_error' })
  })

  it('an answer without an ending ends the run with incomplete_response', async () => {
    const agent = await on([
      (response) => {
        api.begin(response, 'Once upon')
        response.end()
      },
    ])
    const { events } = await runToEnd(agent, input)
    expect(said(events)).toBe('Once upon')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'incomplete_response' })
  })

  it('an error in the stream ends the run with the code of that error', async () => {
    const agent = await on([(response) => api.overload(response, secret)])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'overloaded' })
    expect(JSON.stringify(events)).not.toContain(secret)
  })

  it('a refusal to answer ends the run with content_refused', async () => {
    const agent = await on([(response) => api.refuse(response)])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'content_refused' })
  })

  it('a provider that is not there ends the run with network_error', async () => {
    const agent = await on([])
    await provider?.close()
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'network_error' })
  })

  it('a tool that throws is answered with its error, and the model goes on', async () => {
    const tool = defineTool({
      name: 'fail',
      description: 'Fails',
      parameters: nothing,
      execute: () => {
        throw new Error('The disk is full')
      },
    })
    const agent = await on(
      [
        (response) => api.call(response, { id: 'c1', name: 'fail', args: '{}' }),
        (response) => api.text(response, 'Sorry.'),
      ],
      { tools: [tool] },
    )
    const { events, error } = await runToEnd(agent, input)
    expect(error).toBeUndefined()
    expect(JSON.parse(String(ofType(events, 'TOOL_CALL_RESULT')[0]?.content))).toEqual({
      error: 'The disk is full',
    })
    expect(said(events)).toBe('Sorry.')
    expect(lastSent()).toContain('The disk is full')
  })

  it('a tool that takes longer than its timeoutMs counts as failed', async () => {
    const { tool } = endlessTool(10)
    const agent = await on(
      [
        (response) => api.call(response, { id: 'c1', name: 'wait', args: '{}' }),
        (response) => api.text(response, 'Too slow.'),
      ],
      { tools: [tool] },
    )
    const { events } = await runToEnd(agent, input)
    expect(ofType(events, 'TOOL_CALL_RESULT')[0]?.content).toContain('10 ms')
    expect(said(events)).toBe('Too slow.')
    expect(lastSent()).toContain('10 ms')
  })

  it('a stop ends a run whose tool never returns, and aborts its signal', async () => {
    const { tool, told } = endlessTool()
    const agent = await on([(response) => api.call(response, { id: 'c1', name: 'wait', args: '{}' })], {
      tools: [tool],
    })
    const { events } = await runToEnd(agent, input, (event) => {
      if (event.type === 'TOOL_CALL_END') setTimeout(() => agent.abortRun(), 20)
    })
    await told
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })
})

// Gemini sends arguments as an object, not as text.
it.each(testApis.filter(({ model }) => !model.startsWith('google')))(
  'a tool call in malformed JSON is answered with an error, and is closed, over $name',
  async (api) => {
    const tool = defineTool({
      name: 'add',
      description: 'Adds',
      parameters: { type: 'object', properties: { a: { type: 'number' } } },
      execute: () => 1,
    })
    const agent = await agentOn(
      [
        (response) => api.call(response, { id: 'c1', name: 'add', args: '{"a": 1,,' }),
        (response) => api.text(response, 'Again.'),
      ],
      { model: api.model, tools: [tool] },
    )
    const { events, error } = await runToEnd(agent, input)
    expect(error).toBeUndefined()
    expect(order(events)).toEqual([
      'RUN_STARTED',
      'TOOL_CALL_START',
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_FINISHED',
    ])
    expect(JSON.parse(String(ofType(events, 'TOOL_CALL_RESULT')[0]?.content))).toHaveProperty('error')
    expect(said(events)).toBe('Again.')
  },
)

describe('a provider', () => {
  it.each([
    ['429 for an exhausted quota', 429, 'insufficient_quota', 'quota_exceeded'],
    ['400 for too many tokens', 400, 'context_length_exceeded', 'context_too_long'],
    ['400 of its filter', 400, 'content_filter', 'content_refused'],
  ] as const)(
    'that gives its reason in a code, a %s, is understood by it',
    async (_name, status, code, ours) => {
      const agent = await agentOn([failure(status, { error: { message: secret, code } })])
      const { events } = await runToEnd(agent, input)
      expect(events.at(-1)?.code).toBe(ours)
    },
  )

  it('is never classified by the text of its message', async () => {
    const agent = await agentOn([failure(400, { error: { message: 'author length generated' } })])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)?.code).toBe('invalid_request')
  })

  it('that asks to wait as Google does, in the body, is believed', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.5s' }]
    const error = { code: 429, message: secret, status: 'RESOURCE_EXHAUSTED', details }
    const agent = await agentOn([failure(429, { error })], { model: 'google/gemini-2.5-flash' })
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ code: 'rate_limited', metadata: { retryAfterMs: 34_500 } })
  })
})

describe('a stop', () => {
  const [chat] = testApis
  const endless: Answers = [(response) => chat?.begin(response, 'Once')]

  it('closes the connection with the provider when it comes from the signal', async () => {
    const stop = new AbortController()
    const onEvent = (event: { type: string }): void => {
      if (event.type === 'TEXT_MESSAGE_CONTENT') stop.abort()
    }
    const { events } = await runToEnd(await agentOn(endless), input, onEvent, stop.signal)
    expect(await provider?.requests[0]?.closed).toBe(false)
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })

  it('closes the connection to the provider when the reader disconnects', async () => {
    const agent = await agentOn(endless)
    await new Promise<void>((resolve) => {
      const subscription = agent.run(input).subscribe((event) => {
        if (event.type !== 'TEXT_MESSAGE_CONTENT') return
        subscription.unsubscribe()
        resolve()
      })
    })
    expect(await provider?.requests[0]?.closed).toBe(false)
  })

  it('that came before the run keeps it from calling the model', async () => {
    const agent = await agentOn(endless)
    const { events } = await runToEnd(agent, input, undefined, AbortSignal.abort())
    expect(order(events)).toEqual(['RUN_STARTED', 'RUN_FINISHED'])
    expect(provider?.requests).toEqual([])
  })
})

describe('an instance', () => {
  it('can run again after a failure', async () => {
    const agent = await agentOn([failure(500, {}), (response) => chatText(response, 'Fine.')])
    expect((await runToEnd(agent, input)).error).toBeInstanceOf(AgentError)
    expect(said((await runToEnd(agent, input)).events)).toBe('Fine.')
  })

  it('whose client sets a bad model string ends each run with RUN_ERROR and is never locked', async () => {
    const agent = new BuiltInAgent({ model: 'openai/gpt', overridableProperties: ['model'] })
    const input = inputOf({ forwardedProps: { model: 'gpt' } })
    for (let run = 0; run < 2; run += 1) {
      const { events } = await runToEnd(agent, input)
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'invalid_configuration' })
    }
  })

  it('refuses a second run while one lasts', async () => {
    const agent = await agentOn([(response) => testApis[0]?.begin(response, 'Once')])
    const first = runToEnd(agent, input)
    expect(() => agent.run(input)).toThrow('Agent is already running')
    agent.abortRun()
    await first
  })
})
