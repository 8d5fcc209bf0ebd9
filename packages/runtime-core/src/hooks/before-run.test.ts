import type { RunObserver } from '@flightdeck/run-engine'
import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { describe, expect, onTestFinished, test } from 'vitest'
import { CopilotRuntime, type CopilotRuntimeOptions } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'
import type { CopilotRuntimeHooks, RunHookContext } from './hooks.ts'

type Hooks = CopilotRuntimeHooks<CopilotRuntime>

const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }
const input = { threadId: 't1', runId: 'r1', messages: [{ id: 'u1', role: 'user', content: 'Hello' }] }

/** A handler in each of the modes, asked for an operation. */
function serve(
  mode: 'multi-route' | 'single-route',
  options: Partial<CopilotRuntimeOptions>,
  hooks?: Hooks,
): (operation: string, body: object) => Promise<Response> {
  const runtime = new CopilotRuntime({ agents, runner: new InMemoryAgentRunner(), ...options })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime, mode, hooks, basePath: '/api' })
  return (operation, body) => {
    const isSingle = mode === 'single-route'
    const params = { agentId: 'default' }
    return handler(
      new Request(`http://host/api${isSingle ? '' : `/agent/default/${operation}`}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(isSingle ? { method: `agent/${operation}`, params, body } : body),
      }),
    )
  }
}

describe.each(['multi-route', 'single-route'] as const)('onBeforeRun, %s', (mode) => {
  test('receives the validated input, the agent and the user, on runs only', async () => {
    const told: RunHookContext[] = []
    const onBeforeRun: Hooks['onBeforeRun'] = (context) => void told.push(context)
    const ask = serve(mode, { hooks: { onBeforeRun }, identifyUser: () => ({ id: 'ann' }) })
    await (await ask('run', input)).text()
    await (await ask('connect', input)).text()
    expect((await ask('run', { ...input, messages: 7 })).status).toBe(400)
    expect(told).toEqual([
      expect.objectContaining({
        agentId: 'default',
        user: { id: 'ann' },
        input: expect.objectContaining(input),
      }),
    ])
  })

  test('gives an observer of this run, of the runtime and of the handler', async () => {
    const seen: string[] = []
    const observing = (name: string): Hooks => ({
      onBeforeRun: async (): Promise<RunObserver> => ({
        onRunEnd: ({ runId, status }) => void seen.push(`${name} ${runId} ${status}`),
      }),
    })
    const ask = serve(mode, { hooks: observing('runtime') }, observing('handler'))
    await (await ask('run', input)).text()
    expect(seen).toEqual(['runtime r1 finished', 'handler r1 finished'])
  })

  test('a thrown response is sent, and an error is passed to onError', async () => {
    const failures: unknown[] = []
    const ask = serve(mode, {
      hooks: {
        onBeforeRun: ({ input: { runId } }) => {
          throw runId === 'no' ? new Response('not today', { status: 403 }) : new Error('broken')
        },
        onError: ({ error }) => void failures.push(error),
      },
    })
    const refused = await ask('run', { ...input, runId: 'no' })
    expect([refused.status, await refused.text()]).toEqual([403, 'not today'])
    const failed = await ask('run', input)
    expect(failed.status).toBe(500)
    expect(await failed.text()).not.toContain('broken')
    expect(failures).toEqual([new Error('broken')])
  })
})

test('a handler may have agents of its own', async () => {
  const runtime = new CopilotRuntime({ agents })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const ids = async (options: object): Promise<string[]> => {
    const handler = createCopilotRuntimeHandler({ runtime, ...options })
    return Object.keys((await (await handler(new Request('http://host/info'))).json()).agents)
  }
  expect(await ids({})).toEqual(['default'])
  expect(await ids({ agents: { other: agents.default } })).toEqual(['other'])
  expect(
    await ids({
      agents: async ({ request }: { request: Request }) => ({ [request.method]: agents.default }),
    }),
  ).toEqual(['GET'])
  expect(() => createCopilotRuntimeHandler({ runtime, agents: JSON.parse('{"a":1}') })).toThrow(
    'agents.a is not an agent',
  )
})
