import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { SlowestFirst } from './test/slowest-first.ts'

// Every test of the workspace in one run. Each folder has a config of its own, which a run inside of it uses.
export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'examples', 'test'],
    sequence: { sequencer: SlowestFirst },
    // Many tests wait more than they compute: for a browser, a timeout, a process.
    maxWorkers: availableParallelism() + 2,
  },
})
