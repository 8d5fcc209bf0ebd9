import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { inputOf } from '../harness/client.ts'
import { type BadInputCase, expectRefusal, polite, sendRaw } from './bad-input-case.ts'

const run = { method: 'agent/run', agentId: 'default' } as const
const json = { 'content-type': 'application/json' }

/** Bodies that cannot be read. */
export const badBodies: readonly BadInputCase[] = [
  {
    name: 'body not JSON',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const body of ['{"threadId":', 'hello', '{} {}', "{'a': 1}"]) {
        await expectRefusal(await client.send(run, { body }), 400, {
          error: 'Invalid request body',
          message: 'The request body is not valid JSON',
          details: 'The request body is not valid JSON',
          code: 'invalid_json',
        })
      }
    },
  },
  {
    name: 'body empty',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      await expectRefusal(await client.send(run, { body: '' }), 400, {
        error: 'Invalid request body',
        message: 'The request body is empty',
        code: 'invalid_json',
      })
    },
  },
  {
    name: 'body not UTF-8',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])
      await expectRefusal(await sendRaw(client, bytes, json), 400, { code: 'invalid_json' })
    },
  },
  {
    name: 'content type not JSON',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const type of [
        'text/plain',
        'multipart/form-data; boundary=x',
        'application/x-www-form-urlencoded',
        'json',
      ]) {
        await expectRefusal(
          await sendRaw(client, JSON.stringify(inputOf({ threadId: 't1' })), { 'content-type': type }),
          415,
          {
            code: 'unsupported_media_type',
          },
        )
      }
    },
  },
  {
    name: 'content type missing',
    tag: 'wire',
    modes: ['multi-route'],
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const bytes = new TextEncoder().encode(JSON.stringify(inputOf({ threadId: 't1' })))
      const response = await sendRaw(client, bytes, {})
      expect((await readEvents(response)).at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
    },
  },
  {
    name: 'body larger than the limit',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() }, limits: { maxBodyBytes: 20_000 } })
      const input = inputOf({ threadId: 't1', state: 'x'.repeat(30_000) })
      await expectRefusal(await client.run(input), 413, {
        error: 'Payload too large',
        message: 'The request body is larger than 20000 bytes (limits.maxBodyBytes)',
        code: 'payload_too_large',
      })
      expect((await client.run(inputOf({ threadId: 't1' }))).status).toBe(200)
    },
  },
  {
    name: 'body nested too deeply',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const depth of [201, 100_000]) {
        const body = `${'['.repeat(depth)}${']'.repeat(depth)}`
        await expectRefusal(await client.send(run, { body }), 400, {
          error: 'Invalid request body',
          message: expect.stringContaining('nested deeper than 200 levels'),
          code: 'invalid_json',
        })
      }
    },
  },
  {
    name: 'body not an object',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const body of ['null', '[]', '3', '"threadId"', 'true']) {
        await expectRefusal(await client.send(run, { body }), 400, {
          error: 'Invalid request body',
          message: 'must be an object',
          details: 'must be an object',
          code: 'invalid_run_input',
        })
      }
    },
  },
  {
    name: '__proto__ keys',
    tag: 'wire',
    async check({ serve }) {
      const agent = polite()
      const client = await serve({ agents: { default: agent } })
      const { threadId, runId } = inputOf({ threadId: 't1' })
      const hidden = '\\u005f_proto__'
      const body =
        `{"threadId":"${threadId}","runId":"${runId}","messages":[],"__proto__":{"polluted":1},` +
        `"state":{"kept":1,"__proto__":{"polluted":1},"${hidden}":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`
      const events = await readEvents(await client.send(run, { body }))
      expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED' })
      expect(JSON.stringify(agent.inputs[0]?.state)).toBe('{"kept":1}')
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    },
  },
]
