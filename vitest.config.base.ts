import { defineConfig } from 'vitest/config'
import { packageSources } from './package-sources.ts'

// Tests run on the sources of every package, so that a change is seen without a build.
export default defineConfig({
  resolve: { alias: packageSources },
  define: { __PACKAGE_VERSION__: JSON.stringify('0.0.0-source') },
  // A time-out finds tests that hang; on a busy machine the others take their time.
  // Runtimes without a logger write warnings to the console, which matters for tests that fail.
  test: {
    silent: 'passed-only',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
})
