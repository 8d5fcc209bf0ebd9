import { corsChecks } from './checks/cors.ts'
import { infoChecks } from './checks/info.ts'
import { leavingChecks } from './checks/leaving.ts'
import { refusalChecks } from './checks/refusals.ts'
import { runChecks } from './checks/runs.ts'
import type { Host } from './host.ts'
import { runtimeClient } from './runtime-client.ts'

/** One thing that a host must do. */
export interface Check {
  /** A sentence about what is checked. */
  name: string
  /** Talks to the host at an address such as `http://127.0.0.1:4000`; throws when something is not as it should be. */
  run(address: string): Promise<void>
}

/** Everything that a host must do, in every place where it has the runtime. */
export function checksOf(host: Host): Check[] {
  const { mounts, own = ['/health'], silentSeconds = 0, says = {} } = host
  const ofMounts = mounts.flatMap((mount) => {
    const checks = {
      ...infoChecks,
      ...runChecks({ silentSeconds, says }),
      ...leavingChecks,
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
    name: `${path} is still the app's own`,
    async run(address) {
      const response = await fetch(address + path)
      if (response.status !== 200) throw new Error(`The status is ${response.status}, not 200`)
      await response.text()
    },
  }
}
