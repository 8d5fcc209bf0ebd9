import { routePath } from '@flightdeck/protocol'
import { expect } from 'vitest'
import type { Suite } from '../harness/client.ts'

/** Health routes, which have their paths in both modes. */
export function healthTests({ serve, wire }: Suite): void {
  wire('the health routes answer without a user', async () => {
    const client = await serve({ agents: {}, identifyUser: () => null, authorize: () => false })
    const live = await client.fetch(client.url + routePath('health/live', {}))
    expect([live.status, await live.json()]).toEqual([200, { status: 'live' }])
    const ready = await client.fetch(client.url + routePath('health/ready', {}))
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready' }])
    expect(ready.headers.get('cache-control')).toBe('no-store')
  })

  wire('the health routes answer HEAD', async () => {
    const client = await serve({ agents: {} })
    const ready = await client.fetch(client.url + routePath('health/ready', {}), { method: 'HEAD' })
    expect([ready.status, await ready.text()]).toEqual([200, ''])
  })
}
