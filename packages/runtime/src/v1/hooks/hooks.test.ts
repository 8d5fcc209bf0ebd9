import { saying, scriptedAgent } from '@flightdeck/testkit'
import OpenAI from 'openai'
import { describe, expect, test, vi } from 'vitest'
import {
  hosts,
  inputOf,
  listen,
  PATH,
  type RunEvent,
  run,
  type SendOptions,
  send,
} from '../../../test/endpoint-client.ts'
import { startModel } from '../../../test/model-mock.ts'
import {
  BuiltInAgent,
  type CopilotErrorEvent,
  CopilotRuntime,
  type LLMErrorData,
  type LLMRequestData,
  type LLMResponseData,
  type OnAfterRequestOptions,
  type OnBeforeRequestOptions,
  OpenAIAdapter,
  TranscriptionService,
} from '../../index.ts'
import type { CopilotRuntimeConstructorParams } from '../options.ts'

const agents = { default: scriptedAgent((input) => saying(input, ['Hel', 'lo'])) }
const failing = {
  async *run({ threadId, runId }: { threadId: string; runId: string }) {
    yield { type: 'RUN_STARTED', threadId, runId }
    throw new Error('the model is down')
  },
}

interface Logged {
  readonly message: string
  readonly error: unknown
}

interface Served {
  readonly url: string
  readonly log: Logged[]
  run(input?: object, options?: SendOptions): Promise<RunEvent[]>
}

async function serve(params: CopilotRuntimeConstructorParams, host = hosts['node:http']): Promise<Served> {
  const log: Logged[] = []
  const write = (message: string, fields?: Record<string, unknown>): void =>
    void log.push({ message, error: fields?.error })
  const logger = { debug: () => {}, info: () => {}, warn: write, error: write }
  const runtime = new CopilotRuntime({ agents, logger, ...params })
  if (host === undefined) throw new Error('There is no such host')
  const url = `${await listen(host(() => ({ runtime })))}${PATH}`
  return { url, log, run: (input = {}, options = {}) => run(url, inputOf('Hi', input), options) }
}

const history = [
  { id: '1', role: 'user', content: 'What time is it?' },
  {
    id: '2',
    role: 'assistant',
    content: 'I look',
    toolCalls: [{ id: 'c', type: 'function', function: { name: 'now', arguments: '{"zone":"UTC"}' } }],
  },
  { id: '3', role: 'tool', toolCallId: 'c', content: '12:00' },
  { id: '4', role: 'user', content: [{ type: 'text', text: 'Thanks' }] },
]

describe.each(Object.entries(hosts))('middleware through the helper for %s', (_name, host) => {
  test('is told the run before and after', async () => {
    const before: OnBeforeRequestOptions[] = []
    const after: OnAfterRequestOptions[] = []
    const served = await serve(
      {
        middleware: {
          onBeforeRequest: (options) => void before.push(options),
          onAfterRequest: (options) => void after.push(options),
        },
      },
      host,
    )
    await send(served.url, 'info')
    const input = { messages: history, threadId: `t-${_name}`, runId: 'r1', forwardedProps: { user: 'ann' } }
    await served.run(input)
    await (await send(served.url, 'agent/connect', inputOf('', input))).text()
    const about = {
      threadId: `t-${_name}`,
      runId: 'r1',
      properties: { user: 'ann' },
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/copilotkit$/),
    }
    await vi.waitFor(() => expect(after).toHaveLength(1), { timeout: 30_000 })
    expect(before).toEqual([expect.objectContaining(about)])
    expect(after).toEqual([expect.objectContaining(about)])
    expect(before[0]?.inputMessages).toEqual([
      expect.objectContaining({
        id: '1',
        role: 'user',
        content: 'What time is it?',
        type: 'TextMessage',
        status: { code: 'success' },
        createdAt: expect.any(Date),
      }),
      expect.objectContaining({ id: '4', content: 'Thanks' }),
    ])
    expect(after[0]?.inputMessages.map(({ type, role, content }) => `${type} ${role} ${content}`)).toEqual([
      'TextMessage user What time is it?',
      'TextMessage assistant I look',
      'ActionExecutionMessage assistant ',
      'ResultMessage tool 12:00',
      'TextMessage user Thanks',
    ])
    const [, , call, result] = after[0]?.inputMessages ?? []
    expect(call).toMatchObject({ id: 'c', name: 'now', arguments: { zone: 'UTC' }, parentMessageId: '2' })
    expect(result).toMatchObject({ actionExecutionId: 'c', actionName: 'now', result: '12:00' })
    expect([call?.isActionExecutionMessage(), call?.isTextMessage(), result?.isResultMessage()]).toEqual([
      true,
      false,
      true,
    ])
    const [output] = after[0]?.outputMessages ?? []
    expect(output).toMatchObject({ type: 'TextMessage', role: 'assistant', content: 'Hello' })
    expect([output?.isTextMessage(), output?.isAgentStateMessage(), output?.isImageMessage()]).toEqual([
      true,
      false,
      false,
    ])
  })

  test('may veto a run, with a response of its own or with 500', async () => {
    const served = await serve(
      {
        middleware: {
          onBeforeRequest: async ({ properties }) => {
            if (properties.plan === 'free') throw new Response('Pay first', { status: 402 })
            if (properties.plan === 'broken') throw new Error('billing is down')
          },
        },
      },
      host,
    )
    const ask = (plan: string): Promise<Response> =>
      send(served.url, 'agent/run', inputOf('Hi', { forwardedProps: { plan } }))
    const refused = await ask('free')
    expect([refused.status, await refused.text()]).toEqual([402, 'Pay first'])
    const failed = await ask('broken')
    expect(failed.status).toBe(500)
    expect(await failed.text()).not.toContain('billing')
    expect((await ask('pro')).status).toBe(200)
  })
})

test('onAfterRequest is called once for a run that fails, and not for suggestions', async () => {
  const calls: string[] = []
  const served = await serve({
    agents: { default: agents.default, failing },
    middleware: {
      onBeforeRequest: ({ runId }) => void calls.push(`before ${runId}`),
      onAfterRequest: ({ runId, outputMessages }) =>
        void calls.push(`after ${runId} ${outputMessages.map(({ content }) => content).join()}`),
    },
  })
  await (await send(served.url, 'agent/suggest', inputOf('Hi', { runId: 'suggested' }))).text()
  await served.run({ runId: 'failed' }, { params: { agentId: 'failing' } })
  await served.run({ runId: 'good' })
  await vi.waitFor(() => expect(calls).toHaveLength(4), { timeout: 30_000 })
  expect(calls).toEqual(['before failed', 'after failed ', 'before good', 'after good Hello'])
})

test.each(Object.entries(hosts))(
  'beforeRequestMiddleware sees every request through the helper for %s',
  async (_name, host) => {
    const seen: string[] = []
    const served = await serve(
      {
        beforeRequestMiddleware: ({ request, path }) => {
          seen.push(`${request.method} ${path}`)
          if (request.headers.get('authorization') === null) throw new Response('Who?', { status: 401 })
        },
      },
      host,
    )
    const headers = { 'content-type': 'text/plain' }
    expect((await fetch(served.url)).status).toBe(401)
    expect((await fetch(served.url, { method: 'POST', headers, body: 'no JSON' })).status).toBe(401)
    expect((await send(served.url, 'info')).status).toBe(401)
    expect(seen).toEqual([`GET ${PATH}`, `POST ${PATH}`, `POST ${PATH}`])
  },
)

test('a rejection of onAfterRequest is logged', async () => {
  const served = await serve({
    middleware: {
      onAfterRequest: async () => {
        throw new Error('no disk')
      },
    },
  })
  expect((await served.run()).at(-1)?.type).toBe('RUN_FINISHED')
  await vi.waitFor(
    () =>
      expect(served.log).toContainEqual({ message: 'onAfterRequest failed', error: new Error('no disk') }),
    { timeout: 30_000 },
  )
})

const credentials = {
  authorization: 'Bearer s',
  'proxy-authorization': 'Basic s',
  cookie: 'a=1',
  'set-cookie': 'a=1',
  'x-api-key': 'k',
  'api-key': 'k',
  'x-copilotcloud-public-api-key': 'ck_pub_1',
}

describe('onError', () => {
  test('is told of a run that fails, with the id that the client got, and not of credentials', async () => {
    const told: CopilotErrorEvent[] = []
    const served = await serve({ agents: { default: failing }, onError: (event) => void told.push(event) })
    const events = await served.run(
      { threadId: 'te', runId: 're' },
      {
        headers: { ...credentials, 'x-team': 'blue' },
      },
    )
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR' })
    await vi.waitFor(() => expect(told).toHaveLength(1), { timeout: 30_000 })
    expect(told[0]).toMatchObject({
      type: 'error',
      timestamp: expect.any(Number),
      error: new Error('the model is down'),
      context: {
        source: 'runtime',
        threadId: 'te',
        runId: 're',
        agent: { name: 'default' },
        request: {
          operation: 'agent.run',
          method: 'POST',
          path: PATH,
          url: expect.stringContaining(PATH),
          headers: expect.objectContaining({ 'x-team': 'blue' }),
          startTime: expect.any(Number),
        },
        metadata: { phase: 'sse.subscription', errorId: expect.any(String) },
      },
    })
    expect(JSON.stringify(events.at(-1))).toContain(told[0]?.context.metadata?.errorId)
    const names = Object.keys(told[0]?.context.request?.headers ?? {})
    expect(names.filter((name) => name in credentials)).toEqual([])
  })

  test.each([
    ['info', 'info', undefined],
    ['agent/run', 'agent.run', 'default'],
    ['agent/connect', 'agent.connect', 'default'],
    ['agent/stop', 'agent.stop', 'default'],
  ])('is told of %s that fails', async (method, operation, agent) => {
    const told: CopilotErrorEvent[] = []
    const served = await serve({
      agents: () => {
        throw new Error('no agents today')
      },
      onError: (event) => void told.push(event),
    })
    const params = { agentId: 'default', threadId: 't' }
    expect((await send(served.url, method, inputOf('Hi'), { params })).status).toBe(500)
    expect(told).toEqual([
      expect.objectContaining({
        error: new Error('no agents today'),
        context: expect.objectContaining({
          source: 'runtime',
          request: expect.objectContaining({ operation }),
          metadata: { phase: 'common' },
          ...(agent && { agent: { name: agent } }),
        }),
      }),
    ])
  })

  test('is told what the application threw, not what the client may know of it', async () => {
    const told: CopilotErrorEvent[] = []
    const served = await serve({
      agents: { default: new BuiltInAgent({ model: 'openai/gpt-4o' }) },
      actions: async () => {
        throw new Error('no database')
      },
      onError: (event) => void told.push(event),
    })
    const events = await served.run()
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR' })
    expect(JSON.stringify(events)).not.toContain('no database')
    await vi.waitFor(() => expect(told.map(({ error }) => error)).toEqual([new Error('no database')]), {
      timeout: 30_000,
    })
  })

  test('is not told of a transcription that works', async () => {
    const told: CopilotErrorEvent[] = []
    class Listening extends TranscriptionService {
      async transcribeFile(): Promise<string> {
        return 'Good morning'
      }
    }
    const served = await serve({
      transcriptionService: new Listening(),
      onError: (event) => void told.push(event),
    })
    expect(await (await send(served.url, 'info')).json()).toMatchObject({
      audioFileTranscriptionEnabled: true,
    })
    const audio = Buffer.from([0x1a, 0x45, 0xdf, 0xa3, ...new Array(60).fill(0)]).toString('base64')
    const response = await send(served.url, 'transcribe', { audio, mimeType: 'audio/webm' }, { params: {} })
    expect(await response.json()).toMatchObject({ text: 'Good morning' })
    expect(told).toEqual([])
  })

  test('is told of a transcription that fails', async () => {
    const told: CopilotErrorEvent[] = []
    class Broken extends TranscriptionService {
      async transcribeFile(): Promise<string> {
        throw new Error('no ears')
      }
    }
    const served = await serve({
      transcriptionService: new Broken(),
      onError: (event) => void told.push(event),
    })
    const audio = Buffer.from([0x1a, 0x45, 0xdf, 0xa3, ...new Array(60).fill(0)]).toString('base64')
    const response = await send(served.url, 'transcribe', { audio, mimeType: 'audio/webm' }, { params: {} })
    expect(response.status).toBeGreaterThanOrEqual(500)
    expect(told).toMatchObject([
      { error: new Error('no ears'), context: { request: { operation: 'transcribe' } } },
    ])
  })

  test('is not told of requests that are refused, and what it throws is logged', async () => {
    const told: unknown[] = []
    const served = await serve({
      agents: { default: agents.default, failing },
      onError: async (event) => {
        told.push(event)
        throw new Error('dashboard is down')
      },
    })
    expect((await send(served.url, 'agent/run', { threadId: 7 })).status).toBe(400)
    expect((await send(served.url, 'agent/run', inputOf('Hi'), { params: { agentId: 'none' } })).status).toBe(
      404,
    )
    await served.run()
    expect(told).toEqual([])
    await served.run({}, { params: { agentId: 'failing' } })
    await vi.waitFor(
      () =>
        expect(served.log).toContainEqual({
          message: 'CopilotRuntime onError reporting failed:',
          error: new Error('dashboard is down'),
        }),
      { timeout: 30_000 },
    )
    expect(told).toHaveLength(1)
  })
})

describe('observability_c, without a key', () => {
  const observed = async (
    params: CopilotRuntimeConstructorParams,
    progressive: boolean,
  ): Promise<{ requests: LLMRequestData[]; responses: LLMResponseData[]; errors: LLMErrorData[] }> => {
    const seen = { requests: [], responses: [], errors: [] } as Awaited<ReturnType<typeof observed>>
    const served = await serve({
      ...params,
      observability_c: {
        enabled: true,
        progressive,
        hooks: {
          handleRequest: (data) => void seen.requests.push(data),
          handleResponse: (data) => void seen.responses.push(data),
          handleError: (data) => void seen.errors.push(data),
        },
      },
    })
    const threadId = crypto.randomUUID()
    const tools = [{ name: 'look', description: 'Looks', parameters: {} }]
    await served.run({ threadId, runId: 'r', tools, forwardedProps: { a: 1 } })
    return seen
  }

  test('tells each piece of the text and then all of it', async () => {
    const { requests, responses, errors } = await observed({}, true)
    const about = {
      threadId: expect.any(String),
      runId: 'r',
      model: 'unknown',
      timestamp: expect.any(Number),
    }
    expect(requests).toEqual([
      expect.objectContaining({
        ...about,
        messages: [expect.objectContaining({ content: 'Hi' })],
        actions: [expect.objectContaining({ name: 'look' })],
        forwardedParameters: { a: 1 },
      }),
    ])
    expect(responses).toEqual([
      expect.objectContaining({
        ...about,
        output: 'Hel',
        isProgressiveChunk: true,
        latency: expect.any(Number),
      }),
      expect.objectContaining({ ...about, output: 'lo', isProgressiveChunk: true }),
      expect.objectContaining({ ...about, output: ['Hel', 'lo'], isFinalResponse: true }),
    ])
    expect(errors).toEqual([])
  })

  test('tells the messages once if it is not progressive', async () => {
    const { responses } = await observed({}, false)
    expect(responses).toEqual([
      expect.objectContaining({
        output: [expect.objectContaining({ role: 'assistant', content: 'Hello' })],
        isFinalResponse: true,
      }),
    ])
  })

  test('tells of a failure', async () => {
    const { responses, errors } = await observed({ agents: { default: failing } }, true)
    expect(responses).toEqual([])
    expect(errors).toEqual([expect.objectContaining({ error: new Error('the model is down'), runId: 'r' })])
  })

  test('tells the model and the provider of the service adapter', async () => {
    const model = await startModel('Hello')
    const serviceAdapter = new OpenAIAdapter({
      openai: new OpenAI({ apiKey: 'k', baseURL: `${model.url}/v1` }),
      model: 'gpt-4.1',
    })
    const told: (LLMRequestData | LLMResponseData)[] = []
    const runtime = new CopilotRuntime({
      observability_c: {
        enabled: true,
        progressive: false,
        hooks: {
          handleRequest: (data) => void told.push(data),
          handleResponse: (data) => void told.push(data),
          handleError: () => {},
        },
      },
    })
    const endpoint = hosts['node:http']?.(() => ({ runtime, serviceAdapter })) ?? (() => {})
    await run(`${await listen(endpoint)}${PATH}`, inputOf('Hi'))
    await vi.waitFor(() => expect(told).toHaveLength(2), { timeout: 30_000 })
    expect(told.map(({ model, provider }) => [provider, model])).toEqual([
      ['openai', 'gpt-4.1'],
      ['openai', 'gpt-4.1'],
    ])
  })

  test('tells nothing if it is not enabled', async () => {
    const fail = (): never => {
      throw new Error('It is called')
    }
    const hooks = { handleRequest: fail, handleResponse: fail, handleError: fail }
    const served = await serve({ observability_c: { enabled: false, progressive: true, hooks } })
    expect((await served.run()).at(-1)?.type).toBe('RUN_FINISHED')
    expect(JSON.stringify(served.log)).not.toContain('observability_c')
  })

  test('that fails itself is logged', async () => {
    const fail = (): never => {
      throw new Error('langfuse is down')
    }
    const hooks = { handleRequest: fail, handleResponse: fail, handleError: fail }
    const served = await serve({ observability_c: { enabled: true, progressive: false, hooks } })
    expect((await served.run()).at(-1)?.type).toBe('RUN_FINISHED')
    expect(served.log.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'observability_c.hooks.handleRequest failed',
        'observability_c.hooks.handleResponse failed',
      ]),
    )
  })
})

test('hooks of /v2 work beside them', async () => {
  const steps: string[] = []
  const served = await serve({
    agents: { default: agents.default, failing },
    onError: () => void steps.push('older onError'),
    middleware: { onBeforeRequest: () => void steps.push('onBeforeRequest') },
    hooks: {
      onRequest: () => void steps.push('onRequest'),
      onBeforeRun: () => void steps.push('onBeforeRun'),
      onResponse: () => void steps.push('onResponse'),
    },
    observer: { onRunEnd: ({ status }) => void steps.push(status) },
  })
  await served.run({}, { params: { agentId: 'failing' } })
  expect(steps.slice(0, 3)).toEqual(['onRequest', 'onBeforeRequest', 'onBeforeRun'])
  expect(steps.slice(3).sort()).toEqual(['failed', 'older onError', 'onResponse'])
})
