import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.base.ts'

// The widgets of the scripted agent and the connection banner: part of `pnpm test:full`.
const exclude = process.env.TEST_FULL ? [] : ['src/browser/{scripted,outage}.browser.test.ts']

export default mergeConfig(base, { test: { exclude } })
