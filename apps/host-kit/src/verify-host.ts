import { checksOf } from './checks.ts'
import type { Host } from './host.ts'
import { startHost } from './start-host.ts'

const CHECK_MS = 60_000

/**
 * Starts a host, runs every check against it and prints the results. The exit code of the process is 0 if all checks
 * passed.
 */
export async function verifyHost(host: Host): Promise<void> {
  // Exiting on a signal also stops the host; the default action would leave it running.
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
    console.log(`Its output:\n${server.output}`)
    process.exitCode = 1
  }
}

/** Rejects after a timeout, so that a check that hangs fails. */
function late(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`It took longer than ${CHECK_MS / 1_000} s`)), CHECK_MS).unref()
  })
}
