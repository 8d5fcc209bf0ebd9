import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { type ScriptedAgent, saying, scriptedAgent } from '../../scripted-agent.ts'
import { type Client, event, inputOf, type Suite } from '../harness/client.ts'
import { everyOperationOn } from '../harness/every-operation.ts'
import { idsOf, listed, talk } from '../harness/thread-talk.ts'
import { type BadInputCase, expectRefusal, polite, sendRaw } from './bad-input-case.ts'

const update = { method: 'threads/update', threadId: 't1' } as const
const list = { method: 'threads/list' } as const

/** Ends with an interrupt, and replies once the interrupt is resolved. */
function asking(members: object = {}): ScriptedAgent {
  const interrupt = { id: 'i1', reason: 'confirmation', message: 'May I?', ...members }
  return scriptedAgent((input) => {
    if (input.resume !== undefined) return saying(input, ['Done'])
    const { threadId, runId } = input
    const outcome = { type: 'interrupt', interrupts: [interrupt] }
    return [...saying(input, ['May I?']).slice(0, -1), event('RUN_FINISHED', { threadId, runId, outcome })]
  })
}

/** A server with one thread on it. */
async function serving({ serve }: Suite): Promise<Client> {
  const client = await serve({ agents: { default: polite() } })
  await talk(client, 't1')
  return client
}

async function expectNoChange(client: Client, bodies: readonly unknown[], problem: string): Promise<void> {
  for (const body of bodies) {
    await expectRefusal(await client.send(update, { body }), 400, {
      error: 'Invalid request body',
      message: `The request body is not valid: ${problem}`,
      code: 'invalid_request',
    })
  }
  expect((await listed(client)).threads).toMatchObject([{ name: null, archived: false }])
}

/** Requests for threads that cannot be served. */
export const badThreads: readonly BadInputCase[] = [
  {
    name: 'unknown thread',
    async check(suite) {
      const client = await serving(suite)
      for (const { operation, extras } of everyOperationOn('none')) {
        if (!operation.method.startsWith('threads/')) continue
        const response = await client.send(operation, extras)
        await expectRefusal(response, 404, { error: 'Thread not found', code: 'thread_not_found' })
      }
    },
  },
  {
    name: 'thread update not JSON',
    async check(suite) {
      const client = await serving(suite)
      await expectRefusal(await client.send(update, { body: '{"name":' }), 400, {
        error: 'Invalid request body',
        code: 'invalid_json',
      })
    },
  },
  {
    name: 'thread update not an object',
    async check(suite) {
      await expectNoChange(await serving(suite), [[], 3, '"name"'], 'must be an object')
    },
  },
  {
    name: 'thread update without a change',
    async check(suite) {
      await expectNoChange(await serving(suite), [{}, { agentId: 'default' }], 'must have a name or archived')
    },
  },
  {
    name: 'thread name not a string',
    async check(suite) {
      await expectNoChange(await serving(suite), [{ name: 3 }, { name: {} }], 'name must be a string or null')
    },
  },
  {
    name: 'thread name blank',
    async check(suite) {
      await expectNoChange(await serving(suite), [{ name: '' }, { name: ' \n' }], 'name must not be blank')
    },
  },
  {
    name: 'thread name too long',
    async check(suite) {
      const name = 'x'.repeat(201)
      await expectNoChange(await serving(suite), [{ name }], 'name must have at most 200 characters')
    },
  },
  {
    name: 'archived not a boolean',
    async check(suite) {
      const bodies = [{ archived: 'true' }, { archived: null, name: 'N' }]
      await expectNoChange(await serving(suite), bodies, 'archived must be a boolean')
    },
  },
  {
    name: 'page limit not a positive integer',
    async check(suite) {
      const client = await serving(suite)
      for (const limit of ['0', '-1', '1.5', 'many', '1e3']) {
        for (const operation of [list, { method: 'threads/runs', threadId: 't1' } as const]) {
          await expectRefusal(await client.send(operation, { query: { limit } }), 400, {
            message: "The query parameter 'limit' must be a positive integer",
            code: 'invalid_request',
          })
        }
      }
      expect(await idsOf(client, { query: { limit: '9'.repeat(400) } })).toEqual(['t1'])
    },
  },
  {
    name: 'page cursor malformed',
    async check(suite) {
      const client = await serving(suite)
      for (const cursor of ['nonsense', '-1', '%ZZ', '1.%E0%A4%A', '{}']) {
        for (const operation of [list, { method: 'threads/runs', threadId: 't1' } as const]) {
          await expectRefusal(await client.send(operation, { query: { cursor } }), 400, {
            error: 'Invalid cursor',
            code: 'invalid_cursor',
          })
        }
      }
    },
  },
  {
    name: 'unknown value of archived in a query',
    async check(suite) {
      const client = await serving(suite)
      await expectRefusal(await client.send(list, { query: { archived: 'yes' } }), 400, {
        message: "The query parameter 'archived' must be 'without', 'with' or 'only'",
        code: 'invalid_request',
      })
    },
  },
  {
    name: 'clear without identifyUser',
    async check(suite) {
      const client = await serving(suite)
      await expectRefusal(await client.send({ method: 'threads/clear' }), 403, {
        error: 'Forbidden',
        code: 'not_enabled',
      })
      expect(await idsOf(client)).toEqual(['t1'])
    },
  },
  {
    name: 'run without resume on a thread with open interrupts',
    async check({ serve }) {
      const client = await serve({ agents: { default: asking() } })
      await talk(client, 't1')
      await expectRefusal(await client.run(inputOf({ threadId: 't1', runId: 'r2' })), 409, {
        error: 'Interrupts open',
        code: 'interrupts_open',
        interrupts: [{ id: 'i1', message: 'May I?' }],
      })
    },
  },
  {
    name: 'resume answer that names an interrupt by its tool call: <toolCallId> or approval_<toolCallId>',
    async check({ serve }) {
      const client = await serve({ agents: { default: asking({ toolCallId: 'c1' }) } })
      for (const [threadId, interruptId] of [
        ['t1', 'c1'],
        ['t2', 'approval_c1'],
      ] as const) {
        await talk(client, threadId)
        const resume = [{ interruptId, status: 'resolved', payload: { approved: true } }]
        const events = await readEvents(await client.run(inputOf({ threadId, runId: 'r2', resume })))
        expect(events.at(-1)?.type).toBe('RUN_FINISHED')
      }
      expect((await listed(client)).threads).toMatchObject([
        { pendingInterrupts: 0 },
        { pendingInterrupts: 0 },
      ])
    },
  },
  {
    name: 'resume answer that differs from the first',
    async check({ serve }) {
      const client = await serve({ agents: { default: asking() } })
      await talk(client, 't1')
      const answer = (runId: string, approved: boolean): Promise<Response> => {
        const resume = [{ interruptId: 'i1', status: 'resolved', payload: { approved } }]
        return client.run(inputOf({ threadId: 't1', runId, messages: [], resume }))
      }
      const first = await readEvents(await answer('r2', true))
      await expectRefusal(await answer('r3', false), 409, {
        error: 'Interrupt answered',
        code: 'interrupt_answered',
        interrupts: [{ id: 'i1' }],
      })
      const again = await readEvents(await answer('r4', true))
      expect(again.at(-1)).toEqual(first.at(-1))
    },
  },
  {
    name: 'resume answer to an expired interrupt',
    async check({ serve }) {
      const client = await serve({ agents: { default: asking({ expiresAt: '2020-01-01T00:00:00Z' }) } })
      await talk(client, 't1')
      const resume = [{ interruptId: 'i1', status: 'resolved' }]
      await expectRefusal(await client.run(inputOf({ threadId: 't1', runId: 'r2', resume })), 410, {
        error: 'Interrupt expired',
        code: 'interrupt_expired',
        interrupts: [{ id: 'i1' }],
      })
      expect((await listed(client)).threads).toMatchObject([{ pendingInterrupts: 0 }])
    },
  },
  {
    name: 'websocket subscription',
    async check(suite) {
      const client = await serving(suite)
      await expectRefusal(await client.send({ method: 'threads/realtime' }, { body: {} }), 501, {
        error: 'Realtime not supported',
        code: 'realtime_not_supported',
      })
    },
  },
  {
    name: 'resource envelope without a path',
    modes: ['single-route'],
    async check(suite) {
      const client = await serving(suite)
      const params = [undefined, {}, { path: '/threads' }, { path: 'threads', httpMethod: 'GET' }]
      for (const each of params) {
        const response = await sendResource(client, each)
        await expectRefusal(response, 400, { error: 'invalid_request', code: 'invalid_request' })
      }
    },
  },
  {
    name: 'resource envelope outside of /threads',
    modes: ['single-route'],
    async check(suite) {
      const client = await serving(suite)
      for (const path of [
        '/info',
        '/agent/default/run',
        '/threads/../info',
        '/memories',
        '//threads.example',
      ]) {
        const response = await sendResource(client, { path, httpMethod: 'GET' })
        await expectRefusal(response, 404, { error: 'Not found', code: 'not_found' })
      }
      const response = await sendResource(client, { path: '/threads/t1', httpMethod: 'PUT' })
      expect(response.headers.get('allow')).toBe('GET, PATCH, DELETE')
      await expectRefusal(response, 405, { code: 'method_not_allowed' })
    },
  },
]

function sendResource(client: Client, params: unknown): Promise<Response> {
  const envelope = JSON.stringify({ method: 'resource/request', params })
  return sendRaw(client, envelope, { 'content-type': 'application/json' })
}
