import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../vitest.config.base.ts'

// A release to a registry, whole installations and builds of Next.js take minutes, and CI builds the site of the docs in a job of its own.
// They are part of `pnpm test:full`.
const full = [
  'publish.test.ts',
  'pack-all.test.ts',
  'start-clone.test.ts',
  'docs-site.test.ts',
  'sqlite-next.test.ts',
  'next-dev.test.ts',
]
const exclude = ['**/node_modules/**', ...(process.env.TEST_FULL ? [] : full)]

export default mergeConfig(base, defineConfig({ test: { include: ['**/*.test.ts'], exclude } }))
