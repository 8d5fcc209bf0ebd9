import { afterAll, beforeAll, describe, onTestFailed, test } from 'vitest'
import { checksOf } from './checks.ts'
import type { Host } from './host.ts'
import { type RunningHost, startHost } from './start-host.ts'

const START_MS = 120_000
const CHECK_MS = 60_000

/** Declares one test for each check of a host. The host is started once for all of them. */
export function hostTests(host: Host): void {
  describe(host.name, () => {
    let server: RunningHost | undefined
    beforeAll(async () => {
      server = await startHost(host)
    }, START_MS)
    afterAll(() => server?.stop())
    test.each(checksOf(host).map((check) => [check.name, check] as const))(
      '%s',
      async (_, check) => {
        onTestFailed(() => console.log(`What ${host.name} printed:\n${server?.output}`))
        await check.run(server?.url ?? '')
      },
      CHECK_MS,
    )
  })
}
