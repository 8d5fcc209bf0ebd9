import { deepEqual, equal } from 'node:assert/strict'
import type { MountChecks } from './mount-checks.ts'

export const infoChecks: MountChecks = {
  async 'info lists the agents'(client) {
    const response = await client.send({ method: 'info' })
    equal(response.status, 200)
    const { agents } = (await response.json()) as { agents: Record<string, unknown> }
    deepEqual(Object.keys(agents), ['default'])
  },
}
