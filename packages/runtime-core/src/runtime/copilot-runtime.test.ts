import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Logger } from '../logging/logger.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import { CopilotRuntime, type CopilotRuntimeOptions } from './copilot-runtime.ts'

const agent = scriptedAgent((input) => saying(input, ['Hello']))
const agents = { default: agent }

/** Options as a caller without types may write them. */
const made = (options: object): CopilotRuntime => new CopilotRuntime(options as CopilotRuntimeOptions)

describe('an option that is wrong is refused at construction, with what to do', () => {
  test.each([
    ['no options', undefined, 'needs options'],
    ['no agents', {}, 'agents must be an object'],
    ['a list of agents', { agents: [agent] }, 'agents must be an object'],
    [
      'a value that is not an agent',
      { agents: { default: { walk: () => {} } } },
      'agents.default is not an agent',
    ],
    ['an unknown option', { agents, agnets: {} }, "has no option 'agnets'. Its options are: agents, runner"],
    ["an option of CopilotKit's cloud", { agents, intelligence: {} }, "CopilotKit's cloud is not supported"],
    [
      'a middleware that belongs on the agent',
      { agents, mcpApps: { servers: [{ type: 'http', url: 'http://host' }] } },
      'agent.use(new MCPAppsMiddleware',
    ],
    ['an enabled option of CopilotKit', { agents, a2ui: {} }, 'agent.use(new A2UIMiddleware'],
    ['channels of the cloud', { agents, channels: [{}] }, "channels belong to CopilotKit's cloud"],
    ['a runner without methods', { agents, runner: { run: () => {} } }, 'runner has no method connect'],
    ['an unknown choice', { agents, onDisconnect: 'panic' }, "onDisconnect must be 'continue' or 'cancel'"],
    [
      'a limit that is not positive',
      { agents, limits: { maxBodyBytes: -1 } },
      'limits.maxBodyBytes must be a positive number',
    ],
    ['an option of the older API', { agents, actions: [] }, "'actions' is an option of the older API"],
    ['a logger without a method', { agents, logger: { warn() {} } as never }, 'logger has no method debug'],
    [
      'forwarding nothing by an empty list',
      { agents, forwardHeaders: { allow: [] } },
      'set forwardHeaders to false',
    ],
  ])('%s', (_name, options, message) => {
    expect(() => made(options as object)).toThrow(message)
  })
})

test('options of CopilotKit’s runtime without effect here, or disabled, are accepted', () => {
  const options: CopilotRuntimeOptions = {
    agents,
    licenseToken: 'x',
    telemetryId: 'x',
    telemetryProperties: { team: 'a' },
    exposeMemoryRoutes: true,
    generateThreadNames: false,
    intelligence: undefined,
    channels: [],
    memory: undefined,
    a2ui: { enabled: false },
    mcpApps: { servers: [] },
    openGenerativeUI: false,
  }
  expect(new CopilotRuntime(options).mode).toBe('sse')
})

test.each(['intelligence', 'channels', 'memory'])(
  '%s is accepted if it is off, and refused otherwise',
  (name) => {
    const off = name === 'channels' ? [undefined, null, false, []] : [undefined, null, false]
    for (const value of off) expect(new CopilotRuntime({ agents, [name]: value }).mode).toBe('sse')
    for (const value of [{}, true, [1]]) {
      expect(() => new CopilotRuntime({ agents, [name]: value })).toThrow(`no option '${name}'`)
    }
  },
)

test.each([
  [{ sseKeepAliveIntervalSeconds: 20 }, 20_000],
  [{ sseKeepAliveIntervalSeconds: 0 }, Number.POSITIVE_INFINITY],
  [{ keepAliveMs: 5 }, 5],
  [{}, 8_000],
])('%j gives streams a comment after %d ms without data', (options, keepAliveMs) => {
  expect(new CopilotRuntime({ agents, ...options }).resolved.keepAliveMs).toBe(keepAliveMs)
})

test.each([
  [{ sseKeepAliveIntervalSeconds: -1 }, 'sseKeepAliveIntervalSeconds must be a positive number'],
  [{ sseKeepAliveIntervalSeconds: 1, keepAliveMs: 1 }, 'are the same option'],
])('%j is refused', (options, message) => {
  expect(() => new CopilotRuntime({ agents, ...options })).toThrow(message)
})

test('a handler without a runtime is refused', () => {
  const options = { runtime: {} } as unknown as Parameters<typeof createCopilotRuntimeHandler>[0]
  expect(() => createCopilotRuntimeHandler(options)).toThrow('runtime must be a CopilotRuntime')
})

test('a rejected promise of agents leads to 500 and no unhandled rejection', async () => {
  const runtime = new CopilotRuntime({ agents: Promise.reject(new Error('secret')) })
  const response = await createCopilotRuntimeHandler({ runtime })(new Request('http://host/info'))
  expect(response.status).toBe(500)
  expect(await response.text()).not.toContain('secret')
})

test('the logger gets the error of an agent, with the id that the client got', async () => {
  const logged: { message: string; fields?: Record<string, unknown> | undefined }[] = []
  const note = (message: string, fields?: Record<string, unknown>): void =>
    void logged.push({ message, fields })
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  const cause = new Error('why')
  const runtime = new CopilotRuntime({
    agents: { default: scriptedAgent([{ throws: cause }]) },
    logger,
    debug: true,
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  const body = JSON.stringify({ threadId: 't', runId: 'r', messages: [] })
  const told = await (
    await handler(
      new Request('http://host/agent/default/run', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    )
  ).text()
  const failure = logged.find(({ message }) => message === 'An agent failed')
  expect(failure?.fields).toMatchObject({ threadId: 't', runId: 'r', error: cause })
  expect(told).toContain(String(failure?.fields?.errorId))
  expect(logged.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['A run started', 'A run emitted an event']),
  )
})

test('a runtime that closes refuses runs with 503', async () => {
  const runtime = new CopilotRuntime({ agents })
  await runtime.close({ drainMs: 0 })
  const body = JSON.stringify({ threadId: 't', runId: 'r', messages: [] })
  const handler = createCopilotRuntimeHandler({ runtime })
  const response = await handler(
    new Request('http://host/agent/default/run', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }),
  )
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({ code: 'runtime_closing' })
})
