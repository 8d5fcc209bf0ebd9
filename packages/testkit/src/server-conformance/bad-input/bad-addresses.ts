import { expect } from 'vitest'
import { inputOf, pathOf } from '../harness/client.ts'
import { type BadInputCase, expectRefusal, polite } from './bad-input-case.ts'

const methods = ['agent/run', 'agent/connect', 'agent/suggest'] as const

/** Requests to what is not there. */
export const badAddresses: readonly BadInputCase[] = [
  {
    name: 'unknown agent',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite(), other: polite() } })
      const agentId = 'none'
      // The agent is looked for before the body is.
      const answers = methods.map((method) => client.send({ method, agentId }, { body: 'not JSON' }))
      for (const response of await Promise.all([
        ...answers,
        client.send({ method: 'agent/stop', agentId, threadId: 't1' }),
      ])) {
        expect(await response.clone().json()).toEqual({
          error: 'Agent not found',
          message: "Agent 'none' does not exist",
          code: 'agent_not_found',
        })
        await expectRefusal(response, 404, {})
      }
    },
  },
  {
    name: 'agent named like a member of Object.prototype',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const agentId of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
        const response = await client.send(
          { method: 'agent/run', agentId },
          { body: inputOf({ threadId: 't1' }) },
        )
        await expectRefusal(response, 404, { code: 'agent_not_found' })
      }
    },
  },
  {
    name: 'wrong method',
    tag: 'wire',
    async check({ serve, mode }) {
      const client = await serve({ agents: { default: polite() } })
      const requests =
        mode === 'single-route'
          ? [
              ['GET', '', 'POST'],
              ['PUT', '', 'POST'],
            ]
          : [
              ['POST', '/info', 'GET'],
              ['GET', pathOf({ method: 'agent/run', agentId: 'default' }), 'POST'],
              ['DELETE', pathOf({ method: 'agent/connect', agentId: 'default' }), 'POST, GET'],
              ['GET', pathOf({ method: 'agent/stop', agentId: 'default', threadId: 't1' }), 'POST'],
              ['GET', '/transcribe', 'POST'],
            ]
      for (const [method = '', path = '', allow] of requests) {
        const response = await client.fetch(client.url + path, { method })
        expect(response.headers.get('allow')).toBe(allow)
        await expectRefusal(response, 405, { error: 'Method not allowed', code: 'method_not_allowed' })
      }
    },
  },
  {
    name: 'unknown path',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const path of ['/nothing', '/agent/default', '/agent/default/run/more', '/threads/t1/x/y']) {
        await expectRefusal(await client.fetch(client.url + path, { method: 'POST', body: '{}' }), 404, {
          error: 'Not found',
          code: 'not_found',
        })
      }
    },
  },
  {
    name: 'path outside the base path',
    tag: 'wire',
    async check({ serve, mode }) {
      const client = await serve({ agents: { default: polite() } })
      const { origin } = new URL(client.url)
      const method = mode === 'single-route' ? 'POST' : 'GET'
      for (const url of [
        `${client.url}x/info`,
        `${client.url}/junk/info`,
        `${origin}/info`,
        `${client.url}x`,
      ]) {
        const body =
          method === 'POST'
            ? { body: '{"method":"info"}', headers: { 'content-type': 'application/json' } }
            : {}
        await expectRefusal(await client.fetch(url, { method, ...body }), 404, {
          error: 'Not found',
          code: 'not_found',
        })
      }
    },
  },
  {
    name: 'invalid percent-encoding',
    tag: 'wire',
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      for (const part of ['%ZZ', '%', '%E0%A4%A']) {
        const response = await client.fetch(`${client.url}/agent/${part}/run`, { method: 'POST', body: '{}' })
        await expectRefusal(response, 404, { error: 'Not found', code: 'not_found' })
      }
    },
  },
  {
    name: 'GET connect without threadId',
    modes: ['multi-route'],
    async check({ serve }) {
      const client = await serve({ agents: { default: polite() } })
      const path = pathOf({ method: 'agent/connect', agentId: 'default' })
      for (const query of ['', '?threadId=']) {
        await expectRefusal(await client.fetch(client.url + path + query), 400, {
          error: 'invalid_request',
          message: "The query parameter 'threadId' is missing",
          code: 'invalid_request',
        })
      }
    },
  },
]
