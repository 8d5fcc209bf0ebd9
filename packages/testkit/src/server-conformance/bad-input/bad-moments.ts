import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf } from '../harness/client.ts'
import { forever, isText, reading } from '../harness/reading.ts'
import { type BadInputCase, expectRefusal, polite } from './bad-input-case.ts'

const hanging = (): ReturnType<typeof scriptedAgent> =>
  scriptedAgent((input) => [...saying(input, ['Hm']).slice(0, 3), { until: forever }])

/** Requests that are well-formed and come when there is nothing, or too much, to do. */
export const badMoments: readonly BadInputCase[] = [
  {
    name: 'run on a busy thread',
    async check({ serve }) {
      const agent = hanging()
      const client = await serve({ agents: { default: agent } })
      const run = reading(await client.run(inputOf({ threadId: 't1' })))
      await run.until(isText())
      const refused = await client.run(inputOf({ threadId: 't1', runId: 'r2' }))
      await expectRefusal(refused, 409, {
        error: 'Thread busy',
        message: "Thread 't1' already has a run",
        code: 'thread_busy',
        runId: 'r1',
        startedAt: expect.any(Number),
      })
      expect(agent.inputs).toHaveLength(1)
      await client.stop('t1')
      expect((await run.toEnd()).at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r1' })
    },
  },
  {
    name: 'run with the id of an earlier run and the same input',
    async check({ serve }) {
      const agent = scriptedAgent((input) => saying(input, ['Hi']))
      const client = await serve({ agents: { default: agent } })
      const input = inputOf({ threadId: 't1' })
      await readEvents(await client.run(input))
      const response = await client.run(input)
      expect(response.status).toBe(200)
      const types = (await readEvents(response)).map(({ type }) => type)
      expect(types).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
      expect(agent.inputs).toHaveLength(1)
    },
  },
  {
    name: 'run with the id of an earlier run and another input',
    async check({ serve }) {
      const agent = scriptedAgent((input) => saying(input, ['Hi']))
      const client = await serve({ agents: { default: agent } })
      await readEvents(await client.run(inputOf({ threadId: 't1' })))
      const messages = [{ id: 'u2', role: 'user', content: 'Something else' }]
      await expectRefusal(await client.run(inputOf({ threadId: 't1', messages })), 409, {
        error: 'Run id conflict',
        message: "The thread has a run 'r1' with another input: give each run its own id",
        code: 'run_id_conflict',
      })
      expect(agent.inputs).toHaveLength(1)
    },
  },
  {
    name: 'connect to an unknown thread',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const query of [undefined, { cursor: 'abc.7' }]) {
        const response = await client.connect('unknown', { query })
        expect(response.status).toBe(200)
        expect(response.headers.get('content-type')).toBe('text/event-stream')
        expect(await readEvents(response)).toEqual([])
      }
    },
  },
  {
    name: 'stop without a run in progress',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const response = await client.stop('unknown')
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({
        stopped: false,
        message: "No active run for thread 'unknown'.",
      })
    },
  },
  {
    name: 'stop with a body without runId',
    async check({ serve }) {
      const client = await serve({ agents: { default: hanging() } })
      for (const body of ['not JSON', '[]', 'null', '{}']) {
        const run = reading(await client.run(inputOf({ threadId: 't1', runId: `run ${body}` })))
        await run.until(isText())
        const response = await client.send(
          { method: 'agent/stop', agentId: 'default', threadId: 't1' },
          { body },
        )
        expect(await response.json()).toMatchObject({ stopped: true })
        await run.toEnd()
      }
    },
  },
  {
    name: 'stop with a runId that is not a string',
    async check({ serve }) {
      const client = await serve({ agents: { default: hanging() } })
      const run = reading(await client.run(inputOf({ threadId: 't1' })))
      await run.until(isText())
      const operation = { method: 'agent/stop', agentId: 'default', threadId: 't1' } as const
      const refused = await client.send(operation, { body: { runId: 5 } })
      await expectRefusal(refused, 400, {
        error: 'invalid_request',
        message: 'runId must be a string',
        code: 'invalid_request',
      })
      expect(await (await client.stop('t1', 'r1')).json()).toMatchObject({ stopped: true })
      await run.toEnd()
    },
  },
]
