import { runStorm, type StormOptions } from '@flightdeck/testkit/storm'
import { beforeAll, onTestFinished, test } from 'vitest'
import { bundle } from './storm/bundle.ts'
import { providePostgres } from './storm/postgres-url.ts'
import { root } from './workspace.ts'

/** Milliseconds in which a busy machine has played a short storm, and everything has ended afterwards. */
const timeout = 300_000

const STORMS: readonly [string, string, Partial<StormOptions>][] = [
  ['three processes on one SQLite file', 'sqlite', { seed: 6, durationMs: 20_000 }],
  [
    'three processes on one SQLite file, none of which fails',
    'sqlite',
    { seed: 5, faults: 'none', durationMs: 10_000 },
  ],
  ['one process in memory', 'memory', { seed: 7, processes: 1, faults: 'survivable', durationMs: 10_000 }],
]

let scripts: Record<string, string>

beforeAll(async () => {
  const [sqlite, memory] = [`${root}test/storm/sqlite-server.ts`, `${root}test/storm/memory-server.ts`]
  scripts = { sqlite: await bundle(root, sqlite), memory: await bundle(root, memory) }
})

// A storm mostly waits, so the three are played at the same time.
test.concurrent.for(STORMS)(
  'event ids keep their promises with %s',
  { timeout },
  async ([, runner, options], { annotate, expect }) => {
    const script = scripts[runner] ?? ''
    const { seed, violations, figures } = await runStorm({ ...options, script })
    expect(violations, `pnpm storm --seed ${seed} --runner ${runner} plays this again`).toEqual([])
    expect(figures.resumed).toBeGreaterThan(0)
    const { runsStarted, connections, frames, kills, suspensions, restarts } = figures
    await annotate(
      `storm on ${runner}: ${runsStarted} runs, ${connections} connections, ${frames} frames, ${kills} kills, ${suspensions} suspensions, ${restarts} restarts`,
    )
  },
)

test('event ids keep their promises with three processes on one Postgres', { timeout }, async (context) => {
  context.skip(!process.env.TEST_FULL, 'takes a minute: part of pnpm test:full')
  const stop = await providePostgres()
  context.skip(stop === undefined, 'no Postgres 15 or newer is installed')
  onTestFinished(() => stop?.())
  const script = await bundle(root, `${root}test/storm/postgres-server.ts`)
  const { seed, violations, figures } = await runStorm({ script, seed: 8, durationMs: 60_000 })
  context.expect(violations, `pnpm storm --seed ${seed} --runner postgres plays this again`).toEqual([])
  context.expect(figures.resumed).toBeGreaterThan(0)
})
