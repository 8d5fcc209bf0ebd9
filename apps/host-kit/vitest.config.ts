import { defineConfig } from 'vitest/config'

// The apps run and are tested with the built packages, as an installed app would.
export default defineConfig({
  test: {
    include: ['{src,test}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
})
