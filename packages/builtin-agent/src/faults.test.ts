import { afterEach, describe, expect, it } from 'vitest'
import { AgentError, BuiltInAgent, type BuiltInAgentClassicConfig, defineTool } from './index.ts'
import {
  chatCalls,
  chatChunk,
  chatText,
  failure,
  sse,
  startProvider,
  type TestProvider,
} from './test-provider.ts'
import { inputOf, ofType, order, runToEnd, said, user } from './test-run.ts'

const input = inputOf({ messages: [user('hello')] })
const nothing = { type: 'object', properties: {} }

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

async function agentOn(
  answers: Parameters<typeof startProvider>,
  config: Partial<BuiltInAgentClassicConfig> = {},
): Promise<BuiltInAgent> {
  provider = await startProvider(...answers)
  return new BuiltInAgent({
    model: 'openai-compatible/test-model',
    baseURL: provider.url,
    maxRetries: 0,
    ...config,
  })
}

describe('a stop', () => {
  const endless: Parameters<typeof startProvider> = [
    (response) => sse(response, chatChunk({ role: 'assistant', content: 'Once' })),
  ]

  it('closes the connection with the provider when it comes from abortRun()', async () => {
    const agent = await agentOn(endless)
    const { events, error } = await runToEnd(agent, input, (event) => {
      if (event.type === 'TEXT_MESSAGE_CONTENT') agent.abortRun()
    })
    expect(error).toBeUndefined()
    expect(await provider?.requests[0]?.closed).toBe(false)
    expect(order(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED'])
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })

  it('closes the connection with the provider when it comes from the signal', async () => {
    const stop = new AbortController()
    const onEvent = (event: { type: string }): void => {
      if (event.type === 'TEXT_MESSAGE_CONTENT') stop.abort()
    }
    const { events } = await runToEnd(await agentOn(endless), input, onEvent, stop.signal)
    expect(await provider?.requests[0]?.closed).toBe(false)
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })

  it('closes the connection with the provider when the reader leaves', async () => {
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

  it('ends a run whose tool never returns, and tells the tool', async () => {
    let tell = (): void => {}
    const told = new Promise<void>((resolve) => {
      tell = resolve
    })
    const tool = defineTool({
      name: 'wait',
      description: 'Waits',
      parameters: nothing,
      execute: (_args, { signal }) => {
        signal.addEventListener('abort', () => tell())
        return new Promise(() => {})
      },
    })
    const agent = await agentOn([(response) => chatCalls(response, { id: 'c1', name: 'wait', args: '{}' })], {
      tools: [tool],
    })
    const { events } = await runToEnd(agent, input, (event) => {
      if (event.type === 'TOOL_CALL_END') setTimeout(() => agent.abortRun(), 20)
    })
    await told
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })
})

describe('a tool', () => {
  it('that throws is answered with its error, and the model goes on', async () => {
    const tool = defineTool({
      name: 'fail',
      description: 'Fails',
      parameters: nothing,
      execute: () => {
        throw new Error('The disk is full')
      },
    })
    const agent = await agentOn(
      [
        (response) => chatCalls(response, { id: 'c1', name: 'fail', args: '{}' }),
        (response) => chatText(response, 'Sorry.'),
      ],
      { tools: [tool] },
    )
    const { events, error } = await runToEnd(agent, input)
    expect(error).toBeUndefined()
    expect(JSON.parse(String(ofType(events, 'TOOL_CALL_RESULT')[0]?.content))).toEqual({
      error: 'The disk is full',
    })
    expect(said(events)).toBe('Sorry.')
    expect(JSON.stringify(provider?.requests[1]?.body.messages)).toContain('The disk is full')
  })

  it('that takes longer than its timeoutMs counts as failed', async () => {
    const tool = defineTool({
      name: 'wait',
      description: 'Waits',
      parameters: nothing,
      timeoutMs: 10,
      execute: () => new Promise(() => {}),
    })
    const agent = await agentOn(
      [
        (response) => chatCalls(response, { id: 'c1', name: 'wait', args: '{}' }),
        (response) => chatText(response, 'Too slow.'),
      ],
      { tools: [tool] },
    )
    const { events } = await runToEnd(agent, input)
    expect(ofType(events, 'TOOL_CALL_RESULT')[0]?.content).toContain('10 ms')
    expect(said(events)).toBe('Too slow.')
  })

  it('whose call is malformed JSON is answered with an error, and the call is closed', async () => {
    const tool = defineTool({
      name: 'add',
      description: 'Adds',
      parameters: { type: 'object', properties: { a: { type: 'number' } } },
      execute: () => 1,
    })
    const agent = await agentOn(
      [
        (response) => chatCalls(response, { id: 'c1', name: 'add', args: '{"a": 1,,' }),
        (response) => chatText(response, 'Again.'),
      ],
      { tools: [tool] },
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
  })
})

describe('a provider', () => {
  const secret = 'sk-secret-4711'
  const cases = [
    ['401', failure(401, { error: { message: `Bad key ${secret}` } }), 'auth_failed'],
    ['403', failure(403, { error: { message: secret } }), 'auth_failed'],
    ['404', failure(404, { error: { message: secret } }), 'model_not_found'],
    ['413', failure(413, { error: { message: secret } }), 'context_too_long'],
    ['429', failure(429, { error: { message: secret } }), 'rate_limited'],
    [
      '429 for want of credit',
      failure(429, { error: { message: secret, code: 'insufficient_quota' } }),
      'quota_exceeded',
    ],
    ['400', failure(400, { error: { message: 'author length generated' } }), 'invalid_request'],
    [
      '400 for too many tokens',
      failure(400, { error: { message: secret, code: 'context_length_exceeded' } }),
      'context_too_long',
    ],
    [
      '400 of its filter',
      failure(400, { error: { message: secret, code: 'content_filter' } }),
      'content_refused',
    ],
    ['500', failure(500, { error: { message: secret } }), 'provider_error'],
    ['503', failure(503, { error: { message: secret } }), 'overloaded'],
    [
      '529',
      failure(529, { type: 'error', error: { type: 'overloaded_error', message: secret } }),
      'overloaded',
    ],
  ] as const

  it.each(cases)(
    'that answers %s ends the run with a code and a safe message',
    async (_name, answer, code) => {
      const agent = await agentOn([answer])
      const { events, error } = await runToEnd(agent, input)
      expect(order(events)).toEqual(['RUN_STARTED', 'RUN_ERROR'])
      expect(events.at(-1)?.code).toBe(code)
      expect(JSON.stringify(events)).not.toContain(secret)
      expect(error).toBeInstanceOf(AgentError)
      expect((error as AgentError).cause).toMatchObject({ name: 'AI_APICallError' })
    },
  )

  it('that asks to wait is believed', async () => {
    const agent = await agentOn([failure(429, { error: {} }, { 'retry-after': '7' })])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ code: 'rate_limited', metadata: { retryAfterMs: 7000 } })
  })

  it('that fails for a moment is tried again', async () => {
    const agent = await agentOn(
      [failure(503, { error: {} }, { 'retry-after-ms': '1' }), (response) => chatText(response, 'Back.')],
      { maxRetries: 1 },
    )
    const { events, error } = await runToEnd(agent, input)
    expect(error).toBeUndefined()
    expect(said(events)).toBe('Back.')
  })

  it('that cuts its answer off in the middle ends the run with network_error', async () => {
    const agent = await agentOn([
      (response) => {
        sse(response, chatChunk({ role: 'assistant', content: 'Once upon' }))
        setTimeout(() => response.destroy(), 20)
      },
    ])
    const { events } = await runToEnd(agent, input)
    expect(said(events)).toBe('Once upon')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'network_error' })
  })

  it('that ends its answer without an ending ends the run with incomplete_response', async () => {
    const agent = await agentOn([
      (response) => {
        sse(response, chatChunk({ role: 'assistant', content: 'Once upon' }))
        response.end()
      },
    ])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'incomplete_response' })
  })

  it('that reports an error in its stream ends the run with the code of that error', async () => {
    const agent = await agentOn([
      (response) => {
        sse(response, { error: { message: secret, type: 'server_overloaded', code: 'server_overloaded' } })
        response.end()
      },
    ])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)?.type).toBe('RUN_ERROR')
    expect(JSON.stringify(events)).not.toContain(secret)
  })

  it('that refuses to answer ends the run with content_refused', async () => {
    const agent = await agentOn([
      (response) => {
        sse(response, chatChunk({ content: 'I' }), chatChunk({}, 'content_filter'), '[DONE]')
        response.end()
      },
    ])
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'content_refused' })
  })

  it('that is not there ends the run with network_error', async () => {
    const agent = await agentOn([])
    await provider?.close()
    const { events } = await runToEnd(agent, input)
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'network_error' })
  })
})

describe('an instance', () => {
  it('can run again after a failure', async () => {
    const agent = await agentOn([failure(500, {}), (response) => chatText(response, 'Fine.')])
    expect((await runToEnd(agent, input)).error).toBeInstanceOf(AgentError)
    expect(said((await runToEnd(agent, input)).events)).toBe('Fine.')
  })

  it('with a bad model string ends each run with RUN_ERROR and is never locked', async () => {
    const agent = new BuiltInAgent({ model: 'gpt' })
    for (let run = 0; run < 2; run += 1) {
      const { events } = await runToEnd(agent, input)
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'invalid_configuration' })
    }
  })

  it('refuses a second run while one lasts', async () => {
    const agent = await agentOn([(response) => sse(response, chatChunk({ content: 'Once' }))])
    const first = runToEnd(agent, input)
    expect(() => agent.run(input)).toThrow('Agent is already running')
    agent.abortRun()
    await first
  })
})
