import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const packages = fileURLToPath(new URL('./packages', import.meta.url))

// Tests run on the sources of every package, so that a change is seen without a build. The kits of the apps say
// themselves where they are.
export default defineConfig({
  resolve: {
    alias: [
      { find: '#adapter-node', replacement: `${packages}/adapter-node/src/index.ts` },
      { find: /^@flightdeck\/(?!\w+-kit$)([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
      {
        find: /^@flightdeck\/(?!\w+-kit\/)([a-z-]+)\/([a-z0-9/-]+)$/,
        replacement: `${packages}/$1/src/$2.ts`,
      },
    ],
  },
  define: { __PACKAGE_VERSION__: JSON.stringify('0.0.0-source') },
  // A time-out finds tests that hang; on a busy machine the others take their time.
  // Runtimes without a logger write warnings to the console, which matters for tests that fail.
  test: {
    silent: 'passed-only',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
})
