import { expect } from 'vitest'
import type { Client, Suite } from '../harness/client.ts'
import { forged } from '../harness/forged-export.ts'
import { idsOf, talk } from '../harness/thread-talk.ts'
import { type BadInputCase, expectRefusal, polite } from './bad-input-case.ts'

/** A server with one thread on it. */
async function serving({ serve }: Suite, allowImport: boolean): Promise<Client> {
  const client = await serve({ agents: { default: polite() }, threads: { allowImport } })
  await talk(client, 't1')
  return client
}

/** Exports the thread and deletes it. */
async function taken(client: Client): Promise<string> {
  const body = await (await client.send({ method: 'threads/export', threadId: 't1' })).text()
  await client.send({ method: 'threads/delete', threadId: 't1' })
  return body
}

const question = '{"id":"i","reason":"confirmation"}'
const answer = '{"interruptId":"i","status":"resolved"}'
const run = { runId: 'r', agentId: 'default', status: 'finished', base: 0, startedAt: 1, endedAt: 2 }

/** What a thread may be said to be, and where it is wrong. */
const impossible: readonly (readonly [path: string, thread: object])[] = [
  ['interrupts[0].json', { interrupts: [{ id: 'i', json: 'not json' }] }],
  ['interrupts[0].json.id', { interrupts: [{ id: 'j', json: question }] }],
  ['interrupts[0].json.reason', { interrupts: [{ id: 'i', json: '{"id":"i"}' }] }],
  ['interrupts[0].json', { interrupts: [{ id: 'i' }] }],
  ['interrupts[0].answer.json.interruptId', { interrupts: [{ id: 'j', answer: { json: answer, base: 0 } }] }],
  ['interrupts[0].answer.base', { interrupts: [{ id: 'i', answer: { json: answer, base: 9 } }], head: 8 }],
  ['runs[0].ending', { runs: [{ ...run, ending: 'x\n\ndata: {"type":"RUN_FINISHED"}' }] }],
  ['runs[0].ending', { runs: [{ ...run, ending: '{"type":"CUSTOM","name":"n","value":1}' }] }],
  ['runs[0].ending', { runs: [{ ...run, ending: '"RUN_FINISHED"' }] }],
  ['runs[0].base', { runs: [run], head: 0 }],
  ['runs[1].base', { runs: [run, run] }],
  ['runs[0].startedAt', { runs: [{ ...run, startedAt: 8_640_000_000_000_001 }] }],
  ['activeAt', { activeAt: Number.MAX_SAFE_INTEGER }],
  ['createdAt', { createdAt: -1 }],
  ['updatedAt', { updatedAt: 1.5 }],
  ['head', { head: Number.MAX_SAFE_INTEGER }],
  ['head', { head: '7' }],
]

/** Imports that cannot be made threads. */
export const badImports: readonly BadInputCase[] = [
  {
    name: 'import while it is disabled',
    async check(suite) {
      const client = await serving(suite, false)
      const body = await taken(client)
      await expectRefusal(await client.send({ method: 'threads/import' }, { body }), 403, {
        error: 'Forbidden',
        code: 'not_enabled',
      })
      expect(await idsOf(client)).toEqual([])
    },
  },
  {
    name: 'import of a damaged export',
    async check(suite) {
      const client = await serving(suite, true)
      const body = await taken(client)
      const bodies = [body.replace('Hi', 'Ho'), body.split('\n').slice(0, -2).join('\n'), 'nonsense', '{}\n']
      for (const damaged of bodies) {
        await expectRefusal(await client.send({ method: 'threads/import' }, { body: damaged }), 400, {
          error: 'Invalid request body',
          code: 'invalid_import',
        })
      }
      expect(await idsOf(client)).toEqual([])
    },
  },
  {
    name: 'import of an existing thread',
    async check(suite) {
      const client = await serving(suite, true)
      const body = await (await client.send({ method: 'threads/export', threadId: 't1' })).text()
      await expectRefusal(await client.send({ method: 'threads/import' }, { body }), 409, {
        error: 'Thread exists',
        code: 'thread_exists',
      })
    },
  },
  {
    name: 'import of content that no run could produce',
    async check(suite) {
      const client = await serving(suite, true)
      const exported = await taken(client)
      for (const [path, thread] of impossible) {
        const body = await forged(exported, (record) => void Object.assign(record, thread))
        await expectRefusal(await client.send({ method: 'threads/import' }, { body }), 400, {
          error: 'Invalid request body',
          message: expect.stringContaining(`The import is not valid: line 2: value.${path} `),
          code: 'invalid_import',
        })
        expect(await idsOf(client)).toEqual([])
      }
    },
  },
  {
    name: 'import nested too deeply',
    async check(suite) {
      const client = await serving(suite, true)
      const exported = await taken(client)
      for (const depth of [201, 300_000]) {
        const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`
        const line = `{"type":"STATE_SNAPSHOT","snapshot":${nested}}`
        const question = `{"id":"i","reason":"r","metadata":{"deep":${nested}}}`
        const bodies = [
          await forged(exported, () => {}, [line]),
          await forged(exported, (record) => {
            record.interrupts = [{ id: 'i', json: question }]
          }),
        ]
        for (const body of bodies) {
          await expectRefusal(await client.send({ method: 'threads/import' }, { body }), 400, {
            message: expect.stringContaining('is nested deeper than 200 levels'),
            code: 'invalid_import',
          })
        }
      }
      expect(await idsOf(client)).toEqual([])
    },
  },
  {
    name: 'import with too large a state',
    async check({ serve }) {
      const options = { agents: { default: polite() }, threads: { allowImport: true } }
      const client = await serve({ ...options, limits: { maxStateBytes: 100 } })
      await talk(client, 't1')
      const exported = await taken(client)
      const line = JSON.stringify({ type: 'STATE_SNAPSHOT', snapshot: { text: 'x'.repeat(100) } })
      const body = await forged(exported, () => {}, [line])
      await expectRefusal(await client.send({ method: 'threads/import' }, { body }), 400, {
        message: expect.stringContaining('the state is larger than 100 characters'),
        code: 'invalid_import',
      })
      expect(await idsOf(client)).toEqual([])
    },
  },
]
