import { defineConfig } from 'vitest/config'

// The apps run, and are tested, on what the packages were built to, as someone who installed them would have it.
export default defineConfig({ test: { include: ['{src,test}/**/*.test.ts'], testTimeout: 60_000 } })
