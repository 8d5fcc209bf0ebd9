import { createOpenAI } from '@ai-sdk/openai'
import { generateText, streamText } from 'ai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { chatText, failure, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { inputOf, runToEnd, user } from '../../test/run-agent.ts'
import { BuiltInAgent, resolveModel } from '../index.ts'
import { importFailure } from '../sdk/import-failure.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  vi.unstubAllEnvs()
  await provider?.close()
  provider = undefined
})

/** The first request that a run with this model makes. */
async function requestOf(model: string, config: { apiKey?: string; baseURL?: string } = { apiKey: 'key' }) {
  provider = await startProvider(failure(400, {}))
  for (const name of ['OPENAI', 'ANTHROPIC', 'MINIMAX', 'OPENAI_COMPATIBLE', 'GOOGLE_GENERATIVE_AI']) {
    vi.stubEnv(`${name}_BASE_URL`, provider.url)
  }
  await runToEnd(new BuiltInAgent({ model, maxRetries: 0, ...config }), inputOf({ messages: [user('hi')] }))
  return provider.requests[0]
}

describe('a model given by name', () => {
  it.each([
    ['openai/gpt-4o', 'OPENAI_API_KEY', '/responses', 'authorization'],
    ['OpenAI:gpt-4o', 'OPENAI_API_KEY', '/responses', 'authorization'],
    ['anthropic/claude-sonnet-4-5', 'ANTHROPIC_API_KEY', '/messages', 'x-api-key'],
    [
      'google/gemini-2.5-flash',
      'GOOGLE_API_KEY',
      '/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      'x-goog-api-key',
    ],
    [
      'gemini/gemini-2.5-flash',
      'GOOGLE_API_KEY',
      '/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      'x-goog-api-key',
    ],
    [
      'google-gemini:gemini-2.5-flash',
      'GOOGLE_API_KEY',
      '/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      'x-goog-api-key',
    ],
    ['minimax/MiniMax-M2', 'MINIMAX_API_KEY', '/chat/completions', 'authorization'],
    ['openai-compatible/qwen3', 'OPENAI_COMPATIBLE_API_KEY', '/chat/completions', 'authorization'],
  ])('%s takes its key from %s', async (model, variable, path, header) => {
    vi.stubEnv(variable, 'key-from-env')
    const request = await requestOf(model, {})
    expect(request?.path).toBe(path)
    expect(request?.headers[header]).toContain('key-from-env')
  })

  it('prefers the apiKey of the configuration', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'key-from-env')
    expect((await requestOf('openai/gpt-4o', { apiKey: 'own-key' }))?.headers.authorization).toBe(
      'Bearer own-key',
    )
  })

  it('may have further separators in its name', async () => {
    const request = await requestOf('openai-compatible/meta-llama/llama-4:free')
    expect(request?.body.model).toBe('meta-llama/llama-4:free')
  })

  it('openai-compatible needs no key', async () => {
    expect((await requestOf('openai-compatible/qwen3', {}))?.headers).not.toHaveProperty('authorization')
  })

  it('openai-compatible without a baseURL says what is missing', async () => {
    const { events } = await runToEnd(new BuiltInAgent({ model: 'openai-compatible/qwen3' }), inputOf())
    expect(events.at(-1)).toMatchObject({ code: 'invalid_configuration' })
    expect(events.at(-1)?.message).toContain('baseURL')
  })

  it.each(['GOOGLE_VERTEX_PROJECT', 'GOOGLE_VERTEX_LOCATION'])(
    'vertex without %s says that it is missing',
    async (missing) => {
      for (const name of ['GOOGLE_VERTEX_API_KEY', 'GOOGLE_VERTEX_PROJECT', 'GOOGLE_VERTEX_LOCATION']) {
        vi.stubEnv(name, name === missing || name.endsWith('KEY') ? undefined : 'global')
      }
      const { events } = await runToEnd(new BuiltInAgent({ model: 'vertex/gemini-2.5-flash' }), inputOf())
      expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'invalid_configuration' })
      expect(events.at(-1)?.message).toContain(missing)
    },
  )

  it('vertex takes a key', async () => {
    provider = await startProvider(failure(400, {}))
    vi.stubEnv('GOOGLE_VERTEX_API_KEY', 'key-from-env')
    const agent = new BuiltInAgent({ model: 'vertex/gemini-2.5-flash', baseURL: provider.url, maxRetries: 0 })
    await runToEnd(agent, inputOf({ messages: [user('hi')] }))
    expect(provider.requests[0]?.headers['x-goog-api-key']).toBe('key-from-env')
  })

  it('that was made without a key says which is missing', async () => {
    vi.stubEnv('OPENAI_API_KEY', undefined)
    const agent = new BuiltInAgent({ model: createOpenAI()('gpt-4o'), maxRetries: 0 })
    const { events } = await runToEnd(agent, inputOf({ messages: [user('hi')] }))
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'auth_failed' })
    expect(events.at(-1)?.message).toContain('OPENAI_API_KEY')
  })

  it('without a key ends the run with auth_failed', async () => {
    vi.stubEnv('OPENAI_API_KEY', '')
    const { events } = await runToEnd(
      new BuiltInAgent({ model: 'openai/gpt-4o' }),
      inputOf({ messages: [user('hi')] }),
    )
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'auth_failed' })
    expect(events.at(-1)?.message).toContain('OPENAI_API_KEY')
  })
})

describe('a model that a client chose', () => {
  const run = async (model: string, chosen: string) => {
    const other = await startProvider(failure(400, {}))
    vi.stubEnv('ANTHROPIC_BASE_URL', other.url)
    vi.stubEnv('ANTHROPIC_API_KEY', 'anthropic-key')
    provider = await startProvider(failure(400, {}))
    const agent = new BuiltInAgent({
      model,
      apiKey: 'own-key',
      baseURL: provider.url,
      maxRetries: 0,
      overridableProperties: ['model'],
    })
    await runToEnd(agent, inputOf({ messages: [user('hi')], forwardedProps: { model: chosen } }))
    await other.close()
    return { own: provider.requests, other: other.requests }
  }

  it('of the same provider is called with the key and address of the configuration', async () => {
    const { own } = await run('openai/gpt-4o', 'openai:gpt-5')
    expect(own[0]?.body.model).toBe('gpt-5')
    expect(own[0]?.headers.authorization).toBe('Bearer own-key')
  })

  it('of another provider never gets them', async () => {
    const { own, other } = await run('openai/gpt-4o', 'anthropic/claude-sonnet-4-5')
    expect(own).toEqual([])
    expect(other[0]?.headers['x-api-key']).toBe('anthropic-key')
  })
})

describe('resolveModel', () => {
  it('gives a model back as it is', () => {
    const model = resolveModel('openai/gpt-4o')
    expect(resolveModel(model)).toBe(model)
  })

  it('gives a model that can be called', async () => {
    provider = await startProvider(
      (response) => chatText(response, 'streamed'),
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' })
        const message = { role: 'assistant', content: 'whole' }
        response.end(JSON.stringify({ id: '1', choices: [{ index: 0, message, finish_reason: 'stop' }] }))
      },
    )
    const model = resolveModel('openai-compatible/qwen3', { baseURL: provider.url })
    expect(await streamText({ model, prompt: 'hi' }).text).toBe('streamed')
    expect((await generateText({ model, prompt: 'hi' })).text).toBe('whole')
  })

  it.each(['gpt-4o', '', '/gpt', 'openai/'])('refuses %o', (spec) => {
    expect(() => resolveModel(spec)).toThrow(`Invalid model string "${spec}". Use`)
  })

  it('refuses a provider that it does not know', () => {
    expect(() => resolveModel('acme/gpt')).toThrow(
      'Unknown provider "acme" in "acme/gpt". Supported: openai, anthropic',
    )
  })
})

describe('a failed import', () => {
  const failed = (cause: Error) => importFailure('@ai-sdk/openai', 'The model "openai/gpt-4o"', cause)

  it.each([
    [
      'Node',
      Object.assign(new Error("Cannot find package '@ai-sdk/openai'"), { code: 'ERR_MODULE_NOT_FOUND' }),
    ],
    [
      'a bundle on Node',
      Object.assign(new Error('#x is not defined'), { code: 'ERR_PACKAGE_IMPORT_NOT_DEFINED' }),
    ],
    [
      'webpack',
      Object.assign(new Error("Cannot find module '@ai-sdk/openai'"), { code: 'MODULE_NOT_FOUND' }),
    ],
    ['workerd', new Error('No such module "@ai-sdk/openai".')],
    ['Vite', new Error('Could not resolve "@ai-sdk/openai" imported by "@flightdeck/builtin-agent".')],
    ['a browser', new TypeError('Failed to resolve module specifier "@ai-sdk/openai"')],
  ])('of a package that is not installed, as %s reports it, names it with its install line', (_, cause) => {
    expect(failed(cause)).toMatchObject({
      code: 'invalid_configuration',
      message: 'A package that the agent needs is not installed. The log of the server names it.',
      cause: {
        message:
          'The model "openai/gpt-4o" needs the package @ai-sdk/openai. Install it with: npm install @ai-sdk/openai',
        cause,
      },
    })
  })

  it('of a package that is broken is passed on as it is', () => {
    const cause = new SyntaxError('Unexpected token')
    expect(failed(cause)).toBe(cause)
  })
})
