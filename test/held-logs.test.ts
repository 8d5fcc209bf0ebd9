import { beforeAll, expect, test } from 'vitest'
import { runProcess } from './run-process.ts'
import { requireBuilt } from './workspace.ts'

/** What each response has pulled ahead: one chunk of at most 256 Ki characters, and its own objects. */
const BESIDES_PER_RUN = 300_000

beforeAll(() => {
  for (const name of ['run-engine', 'runner-memory', 'runtime-core']) requireBuilt(`packages/${name}`)
})

test.each(['started', 'queued'])(
  'unread responses of %s runs do not hold the runs',
  async (kind) => {
    const script = new URL('./held-logs.mjs', import.meta.url).pathname
    const { code, stdout, output } = await runProcess(process.execPath, ['--expose-gc', script, kind], {
      cwd: new URL('.', import.meta.url).pathname,
    })
    expect(code, output).toBe(0)
    const { held, limit, runs, complete } = JSON.parse(stdout) as Record<string, number>
    expect(held).toBeLessThan((limit ?? 0) + (runs ?? 0) * BESIDES_PER_RUN)
    expect(complete).toBeGreaterThanOrEqual(3)
    expect(complete).toBeLessThan(6)
  },
  60_000,
)
