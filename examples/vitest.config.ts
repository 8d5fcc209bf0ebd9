import { defineConfig } from 'vitest/config'

// No aliases: the examples use the packages as they are built, like any user.
export default defineConfig({ test: { include: ['*.test.ts'], testTimeout: 60_000 } })
