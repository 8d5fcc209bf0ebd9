import { paramNames, type RouteName, routeNamed, routeTable } from '@flightdeck/protocol'
import { expect } from 'vitest'
import type { Suite } from '../harness/client.ts'
import { everyOperation } from '../harness/every-operation.ts'
import type { AuthorizeArguments } from '../harness/server-under-test.ts'
import { greeting, talk } from '../harness/thread-talk.ts'

export function authorizeTests({ serve, core }: Suite): void {
  core('every operation is authorized with its user, action, agent and thread', async () => {
    const asked: AuthorizeArguments[] = []
    const client = await serve({
      agents: { default: greeting() },
      identifyUser: () => ({ id: 'ann' }),
      authorize: ({ user, action, agentId, threadId }) => {
        asked.push({ user, action, agentId, threadId })
        return false
      },
    })
    for (const { operation, extras } of everyOperation('t1')) {
      const response = await client.send(operation, extras)
      // A server without the service says so first.
      if (operation.method === 'transcribe') expect([403, 503]).toContain(response.status)
      else expect(response.status).toBe(403)
      const { code } = (await response.json()) as { code: string }
      expect(code).toBe(response.status === 403 ? 'forbidden' : 'service_not_configured')
    }
    const actions = routeTable
      .filter(({ name, envelopeBody }) => name !== 'transcribe' && envelopeBody !== 'none')
      .map(({ name }) => name)
    expect(asked.map(({ action }) => action).filter((action) => action !== 'transcribe')).toEqual(actions)
    for (const { user, action, agentId, threadId } of asked) {
      expect(user).toEqual({ id: 'ann' })
      const params = paramNames(routeNamed(action as RouteName).pattern)
      if (params.includes('agentId')) expect(agentId).toBe('default')
      if (params.includes('threadId')) expect(threadId).toBe('t1')
    }
    expect(asked.find(({ action }) => action === 'agent/run')?.threadId).toBe('t1')
    expect(asked.find(({ action }) => action === 'agent/connect')?.threadId).toBe('t1')
  })

  core('an error thrown by authorize is not sent to the client', async () => {
    const client = await serve({
      agents: { default: greeting() },
      authorize: () => {
        throw new Error('sk-secret')
      },
    })
    const response = await client.send({ method: 'threads/list' })
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({ error: 'Failed to authorize', code: 'authorize_failed' })
    expect(text).not.toContain('sk-secret')
  })

  core('an allowed request is served as usual', async () => {
    const client = await serve({ agents: { default: greeting() }, authorize: ({ user }) => user === null })
    await talk(client, 't1')
    expect((await client.send({ method: 'threads/get', threadId: 't1' })).status).toBe(200)
  })
}
