import type { EventLike, RunLimits } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../runtime/copilot-runtime.ts'
import type { RuntimeLimits } from '../runtime/runtime-options.ts'
import type { TranscriptionLimits } from '../transcribe/transcription.ts'
import { createCopilotRuntimeHandler } from './handler.ts'

type Send = (method: string, path: string, body?: unknown) => Promise<Response>

const inputOf = (runId: string, more: object = {}): object => ({
  threadId: 't',
  runId,
  messages: [],
  tools: [],
  context: [],
  ...more,
})

const until = new Promise<void>(() => {})
const hanging = scriptedAgent((input) => [...saying(input, ['x']).slice(0, 3), { until }])

/** Serves an agent, and returns how to send requests. */
function serve(options: Partial<CopilotRuntimeOptions>): Send {
  const runtime = new CopilotRuntime({ agents: { default: hanging }, logger: false, ...options })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  return async (method, path, body) =>
    handler(
      new Request(`http://localhost${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )
}

/** Runs an agent under limits and returns what its client receives. */
async function textOfRun(limits: RunLimits, events: readonly EventLike[] | 'hanging'): Promise<string> {
  const agent =
    events === 'hanging'
      ? hanging
      : scriptedAgent((input) => [...saying(input, ['x']).slice(0, 1), ...events])
  const send = serve({ agents: { default: agent }, runner: new InMemoryAgentRunner({ limits }) })
  return (await send('POST', '/agent/default/run', inputOf('r'))).text()
}

/** Sends a run input and returns the response of the refusal. */
async function textOfRefusal(limits: RuntimeLimits, more: object): Promise<string> {
  return (await serve({ limits })('POST', '/agent/default/run', inputOf('r', more))).text()
}

const event = (type: string, fields: object): EventLike => ({ type, ...fields })
const custom = (value: unknown): EventLike => event('CUSTOM', { name: 'c', value })
const audio = { audio: Buffer.alloc(2_000, 1).toString('base64'), mimeType: 'audio/webm' }

/** What a client reads that exceeds a limit. Held logs are only dropped, so `maxHeldBytes` has no message. */
const RUNS: Record<Exclude<keyof RuntimeLimits, 'maxHeldBytes'>, () => Promise<string>> = {
  maxBodyBytes: () => textOfRefusal({ maxBodyBytes: 200 }, { state: 'x'.repeat(300) }),
  maxJsonDepth: () => textOfRefusal({ maxJsonDepth: 5 }, { state: [[[[[[[0]]]]]]] }),
  maxMessages: () =>
    textOfRefusal(
      { maxMessages: 1 },
      { messages: ['a', 'b'].map((id) => ({ id, role: 'user', content: id })) },
    ),
  maxEventsPerRun: () =>
    textOfRun(
      { maxEventsPerRun: 3 },
      Array.from({ length: 9 }, (_, index) => custom(index)),
    ),
  maxBytesPerRun: () =>
    textOfRun({ maxBytesPerRun: 300 }, [custom('x'.repeat(200)), custom('x'.repeat(200))]),
  maxEventBytes: () => textOfRun({ maxEventBytes: 300 }, [custom('x'.repeat(400))]),
  maxStateBytes: () =>
    textOfRun({ maxStateBytes: 100 }, [event('STATE_SNAPSHOT', { snapshot: 'x'.repeat(300) })]),
  maxPatchOperations: () =>
    textOfRun({ maxPatchOperations: 1 }, [
      event('STATE_DELTA', { delta: ['a', 'b'].map((key) => ({ op: 'add', path: `/${key}`, value: 1 })) }),
    ]),
  maxRunMs: () => textOfRun({ maxRunMs: 20 }, 'hanging'),
  async maxReadersPerThread() {
    const send = serve({ runner: new InMemoryAgentRunner({ limits: { maxReadersPerThread: 1 } }) })
    const run = await send('POST', '/agent/default/run', inputOf('r'))
    const reader = await send('POST', '/agent/default/connect', inputOf('c'))
    await reader.body?.getReader().read()
    const refused = await send('POST', '/agent/default/connect', inputOf('d'))
    await run.body?.cancel()
    return refused.text()
  },
  async maxWaitingReaders() {
    const send = serve({ runner: new InMemoryAgentRunner({ limits: { maxWaitingReaders: 1 } }) })
    const waiting = await send('GET', '/agent/default/connect?threadId=t&follow=1')
    const refused = await send('GET', '/agent/default/connect?threadId=u&follow=1')
    await waiting.body?.cancel()
    return refused.text()
  },
  async maxQueuedRuns() {
    const runner = new InMemoryAgentRunner({ onConcurrentRun: 'queue', limits: { maxQueuedRuns: 1 } })
    const send = serve({ runner })
    await Promise.all(['r', 's'].map((runId) => send('POST', '/agent/default/run', inputOf(runId))))
    return (await send('POST', '/agent/default/run', inputOf('q'))).text()
  },
}

test.each(Object.entries(RUNS))('what exceeds limits.%s names the option', async (name, exceed) => {
  expect(await exceed()).toContain(`limits.${name}`)
})

const TRANSCRIPTIONS: Record<keyof TranscriptionLimits, TranscriptionLimits> = {
  maxBytes: { maxBytes: 1_000 },
  timeoutMs: { timeoutMs: 20 },
}

test.each(Object.entries(TRANSCRIPTIONS))(
  'what exceeds transcription.%s names the option',
  async (name, transcription) => {
    const transcriptionService = { transcribeFile: () => new Promise<string>(() => {}) }
    const send = serve({ transcription, transcriptionService })
    expect(await (await send('POST', '/transcribe', audio)).text()).toContain(`transcription.${name}`)
  },
)

test('one subscriber more than threads.maxSubscribers is told the option', async () => {
  const send = serve({ threads: { maxSubscribers: 1 } })
  const first = await send('GET', '/threads/subscribe')
  expect(await (await send('GET', '/threads/subscribe')).text()).toContain('threads.maxSubscribers')
  await first.body?.cancel()
})

test('a run that a limit ended is logged', async () => {
  const error = vi.fn()
  const logger = { debug() {}, info() {}, warn() {}, error }
  const runner = new InMemoryAgentRunner({ limits: { maxEventBytes: 300 } })
  const agent = scriptedAgent([custom('x'.repeat(400))])
  const send = serve({ agents: { default: agent }, runner, logger })
  await (await send('POST', '/agent/default/run', inputOf('r'))).text()
  await expect.poll(() => error.mock.calls.length).toBe(1)
  const limit = expect.stringContaining('limits.maxEventBytes')
  expect(error).toHaveBeenCalledWith('A limit ended a run', {
    limit,
    agentId: 'default',
    threadId: 't',
    runId: 'r',
  })
})
