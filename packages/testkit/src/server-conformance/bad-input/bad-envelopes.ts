import type { Client, Serve } from '../harness/client.ts'
import { type BadInputCase, expectRefusal, polite, sendRaw } from './bad-input-case.ts'

const json = { 'content-type': 'application/json' }
const single = ['single-route'] as const

async function serving(serve: Serve): Promise<(envelope: unknown) => Promise<Response>> {
  const client: Client = await serve({ agents: { default: polite() } })
  return (envelope) =>
    sendRaw(client, typeof envelope === 'string' ? envelope : JSON.stringify(envelope), json)
}

/** Envelopes that name no operation. */
export const badEnvelopes: readonly BadInputCase[] = [
  {
    name: 'envelope not JSON',
    tag: 'wire',
    modes: single,
    async check({ serve }) {
      const send = await serving(serve)
      await expectRefusal(await send('{"method":'), 400, {
        error: 'invalid_request',
        message: 'Invalid JSON payload',
        code: 'invalid_json',
      })
    },
  },
  {
    name: 'envelope of another content type',
    tag: 'wire',
    modes: single,
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      await expectRefusal(await sendRaw(client, '{"method":"info"}', { 'content-type': 'text/plain' }), 415, {
        error: 'invalid_request',
        message: 'Single-route endpoint expects JSON payloads',
        code: 'unsupported_media_type',
      })
    },
  },
  {
    name: 'envelope without a method',
    modes: single,
    async check({ serve }) {
      const send = await serving(serve)
      for (const envelope of [{}, { method: '' }, { method: null }, [], 'null', '3']) {
        await expectRefusal(await send(envelope), 400, {
          error: 'invalid_request',
          message: 'Missing method field',
          code: 'invalid_request',
        })
      }
    },
  },
  {
    name: 'envelope with an unknown method',
    modes: single,
    async check({ serve }) {
      const send = await serving(serve)
      for (const method of ['agent/fly', '__proto__', 'toString']) {
        await expectRefusal(await send({ method }), 400, {
          error: 'invalid_request',
          message: `Unsupported method '${method}'`,
          code: 'invalid_request',
        })
      }
    },
  },
  {
    name: 'request of GraphQL',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const body = JSON.stringify({ operationName: 'generateCopilotResponse', query: 'mutation {}' })
      const response = await client.fetch(client.url, { method: 'POST', headers: json, body })
      await expectRefusal(response, 400, { error: 'invalid_request', code: 'graphql_not_served' })
    },
  },
  {
    name: 'envelope without a parameter',
    modes: single,
    async check({ serve }) {
      const send = await serving(serve)
      for (const params of [undefined, null, {}, { agentId: '  ' }, { agentId: 7 }]) {
        await expectRefusal(await send({ method: 'agent/run', params, body: {} }), 400, {
          error: 'invalid_request',
          message: "Missing or invalid parameter 'agentId'",
          code: 'invalid_request',
        })
      }
      await expectRefusal(await send({ method: 'agent/stop', params: { agentId: 'default' } }), 400, {
        error: 'invalid_request',
        message: "Missing or invalid parameter 'threadId'",
        code: 'invalid_request',
      })
    },
  },
  {
    name: 'envelope without a body',
    modes: single,
    async check({ serve }) {
      const send = await serving(serve)
      for (const method of ['agent/run', 'agent/connect', 'agent/suggest']) {
        await expectRefusal(await send({ method, params: { agentId: 'default' }, body: null }), 400, {
          error: 'invalid_request',
          message: 'Missing request body for JSON handler',
          code: 'invalid_request',
        })
      }
    },
  },
  {
    name: 'envelope sent to a multi-route server',
    modes: ['multi-route'],
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const response = await client.fetch(client.url, {
        method: 'POST',
        headers: json,
        body: '{"method":"info"}',
      })
      await expectRefusal(response, 404, {
        error: 'Not found',
        code: 'single_route_envelope_against_multi_route_runtime',
      })
    },
  },
]
