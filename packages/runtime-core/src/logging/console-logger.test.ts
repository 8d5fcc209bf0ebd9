import { saying, scriptedAgent } from '@flightdeck/testkit'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'

let lines: string[]

beforeEach(() => {
  lines = []
  for (const method of ['log', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((line) => void lines.push(line))
  }
})

afterEach(() => {
  vi.restoreAllMocks()
})

let threads = 0

async function run(options: Partial<CopilotRuntimeOptions>): Promise<string> {
  const runtime = new CopilotRuntime({ agents: {}, ...options })
  const response = await createCopilotRuntimeHandler({ runtime })(
    new Request('http://localhost/agent/default/run', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        threadId: `logged-${++threads}`,
        runId: 'r',
        messages: [],
        tools: [],
        context: [],
      }),
    }),
  )
  const text = await response.text()
  await runtime.close({ drainMs: 0 })
  return text
}

const failing = {
  default: {
    // biome-ignore lint/correctness/useYield: it fails first.
    async *run() {
      throw new Error('Incorrect API key provided: sk-proj-abcdefghijklmnop1234', {
        cause: new Error('401 from the provider'),
      })
    },
  },
}

describe('without a logger', () => {
  test('a failed run is written with its error id and its causes, without secrets', async () => {
    const errorId = /The agent failed \(error ([\w-]+)\)/.exec(await run({ agents: failing }))?.[1]
    const line = lines.find((text) => text.startsWith('[flightdeck] error: An agent failed'))
    expect(errorId).toBeDefined()
    expect(line).toContain(`errorId=${errorId}`)
    expect(line).toContain('Incorrect API key provided: ***')
    expect(line).toContain('caused by: Error: 401 from the provider')
    expect(line).toContain('console-logger.test.ts')
    expect(line).not.toContain('sk-proj')
  })

  test('a warning is written once per process, though a runtime is made for each request', async () => {
    const repaired = {
      default: scriptedAgent([
        { type: 'TEXT_MESSAGE_END', messageId: 'm' },
        { type: 'NO_SUCH_EVENT' },
      ] as never),
    }
    await run({ agents: repaired })
    const first = lines.filter((line) => line.startsWith('[flightdeck] warning:')).length
    expect(first).toBeGreaterThan(0)
    await run({ agents: repaired })
    expect(lines.filter((line) => line.startsWith('[flightdeck] warning:'))).toHaveLength(first)
  })

  test('what is not an AG-UI event is written, with its type', async () => {
    await run({ agents: { strange: scriptedAgent([{ type: 'HELLO_WORLD' }, {}] as never) } })
    const about = lines.filter((line) => line.includes('An agent emits something that is not an AG-UI event'))
    expect(about).toHaveLength(2)
    expect(about[0]).toContain('agentId=default, repair=unknown-type, detail=HELLO_WORLD')
    expect(about[1]).toContain('repair=unreadable')
  })

  test('an agent that leaves RUN_STARTED to the runtime causes no warning', async () => {
    const agent = {
      async *run({ threadId, runId }: { threadId: string; runId: string }) {
        yield { type: 'TEXT_MESSAGE_CHUNK', messageId: crypto.randomUUID(), delta: 'Hello!' }
        yield { type: 'RUN_FINISHED', threadId, runId }
      },
    }
    const warn = vi.fn()
    await run({ agents: { default: agent }, logger: { debug() {}, info() {}, warn, error: warn } })
    expect(warn.mock.calls.filter(([message]) => message.startsWith('An agent'))).toEqual([])
  })

  test('a runtime without agents is written', async () => {
    await run({ agents: {} })
    expect(lines.join('\n')).toContain('The runtime has no agents')
  })

  test('a failing hook is written', async () => {
    const hooks = {
      onRequest() {
        throw new Error('the hook is broken')
      },
    }
    await run({ hooks })
    expect(lines.join('\n')).toContain('the hook is broken')
  })

  test('details are not written', async () => {
    await run({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
    expect(lines.filter((line) => line.includes('debug'))).toEqual([])
  })

  test('debug writes the run to the console', async () => {
    await run({ debug: true, agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
    expect(lines).toContainEqual(
      expect.stringMatching(/^\[flightdeck\] debug: A run started \(.*threadId=logged-/),
    )
    expect(lines).toContainEqual(
      expect.stringMatching(/^\[flightdeck\] debug: A run emitted an event \(.*type=RUN_FINISHED/),
    )
  })
})

test('logger: false writes nothing', async () => {
  await run({ logger: false, agents: failing, debug: false })
  expect(lines).toEqual([])
})

test('further warnings of one kind are left out after twenty', async () => {
  const { consoleLogger } = await import('./console-logger.ts')
  const logger = consoleLogger()
  for (let origin = 0; origin < 30; origin += 1) logger.warn('A test warning', { origin })
  expect(lines).toHaveLength(20)
  expect(lines.at(-1)).toContain('further warnings of this kind are not written')
})

test('a line of the log is one line, whatever a client or an agent says', async () => {
  const { consoleLogger } = await import('./console-logger.ts')
  const forged = 'x\n[flightdeck] error: forged\u001b[2J\u2028'
  consoleLogger().error('It failed', { agentId: forged, error: new Error(forged) })
  expect(lines[0]).toContain('agentId=x\\u000a[flightdeck] error: forged\\u001b[2J\\u2028')
  expect(lines[0]?.split('\n').filter((line) => line.startsWith('[flightdeck]'))).toHaveLength(1)
  expect(lines[0]).not.toContain('\u001b')
})

test('what cannot be read does not make the logger fail', async () => {
  const { consoleLogger } = await import('./console-logger.ts')
  const cyclic: Record<string, unknown> = {}
  cyclic.self = cyclic
  const broken = Object.defineProperty(new Error('x'), 'message', {
    get() {
      throw new Error('no message')
    },
  })
  consoleLogger().error('It failed', { cyclic, count: 1n, error: broken })
  expect(lines[0]).toMatch(/^\[flightdeck\] error: It failed \(cyclic=\[unreadable\]/)
})
