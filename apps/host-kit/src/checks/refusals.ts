import { equal } from 'node:assert/strict'
import type { MountChecks } from './mount-checks.ts'

export const refusalChecks: MountChecks = {
  async 'an unknown agent is a 404 that names it'(client) {
    const input = { threadId: 't', runId: 'r', messages: [] }
    const response = await client.send({ method: 'agent/run', agentId: 'unknown' }, input)
    equal(response.status, 404)
    const { message, code } = (await response.json()) as { message: string; code: string }
    equal(code, 'agent_not_found')
    equal(message, "Agent 'unknown' does not exist")
  },

  async 'an unknown path is a 404'(client) {
    const response = await fetch(`${client.url}/agent/default/nowhere`, { method: 'POST', body: '{}' })
    equal(response.status, 404)
    await response.text()
  },

  async 'a body that is not JSON is a 400'(client) {
    const single = client.mount.mode === 'single-route'
    const response = await fetch(client.url + (single ? '' : '/agent/default/run'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"threadId": ',
    })
    equal(response.status, 400)
    await response.text()
  },
}
