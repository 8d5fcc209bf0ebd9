import { defineConfig, mergeConfig } from 'vitest/config'
import base from '../vitest.config.base.ts'

// A release to a registry takes minutes. It is part of `pnpm test:full`.
const exclude = ['**/node_modules/**', ...(process.env.TEST_FULL ? [] : ['publish.test.ts'])]

export default mergeConfig(base, defineConfig({ test: { include: ['**/*.test.ts'], exclude } }))
