import { checksOf } from './checks.ts'
import type { Host } from './host.ts'
import { startHost } from './start-host.ts'

const CHECK_MS = 60_000

/**
 * Starts a host, runs every check against it and prints what came of each. The exit code of the process tells whether
 * all were well.
 */
export async function verifyHost(host: Host): Promise<void> {
  // An exit takes the host along; a signal by itself would leave it behind.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const server = await startHost(host)
  console.log(`${host.name} at ${server.url}`)
  const failures: string[] = []
  for (const { name, run } of checksOf(host)) {
    try {
      await Promise.race([run(server.url), late()])
      console.log(`  ok      ${name}`)
    } catch (error) {
      failures.push(name)
      console.log(`  FAILED  ${name}\n          ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  await server.stop()
  if (failures.length > 0) {
    console.log(`What it printed:\n${server.output}`)
    process.exitCode = 1
  }
}

/** Rejects after a while, so that a check that hangs is a failure. */
function late(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`It took longer than ${CHECK_MS / 1_000} s`)), CHECK_MS).unref()
  })
}
