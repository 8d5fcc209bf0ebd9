import { corsChecks } from './checks/cors.ts'
import { disconnectChecks } from './checks/disconnects.ts'
import { infoChecks } from './checks/info.ts'
import { refusalChecks } from './checks/refusals.ts'
import { runChecks } from './checks/runs.ts'
import type { Host } from './host.ts'
import { runtimeClient } from './runtime-client.ts'

/** One check of a host. */
export interface Check {
  /** A sentence that describes the expected behaviour. */
  name: string
  /** Runs the check against a host at an address such as `http://127.0.0.1:4000`. Throws if it fails. */
  run(address: string): Promise<void>
}

/** All checks of a host, for each of its mounts. */
export function checksOf(host: Host): Check[] {
  const { mounts, own = ['/health'], idleSeconds = 0, replies = {} } = host
  const ofMounts = mounts.flatMap((mount, index) => {
    const checks = {
      ...infoChecks,
      // An idle timeout belongs to the host, so one mount is enough.
      ...runChecks({ idleSeconds: index === 0 ? idleSeconds : 0, replies }),
      ...disconnectChecks,
      ...corsChecks(mount),
      ...refusalChecks,
    }
    return Object.entries(checks).map(([name, check]) => ({
      name: `${mount.path}: ${name}`,
      run: (address: string) => check(runtimeClient(address, mount)),
    }))
  })
  return [...ofMounts, ...own.map(ownCheck)]
}

function ownCheck(path: string): Check {
  return {
    name: `${path} is served by the app`,
    async run(address) {
      const response = await fetch(address + path)
      if (response.status !== 200) throw new Error(`The status is ${response.status}, not 200`)
      await response.text()
    },
  }
}
