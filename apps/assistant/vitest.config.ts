import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.base.ts'

// The widgets of the scripted agent, the connection banner, and what the tests of the assistant and of apps/threads show
// with other agents (reload, stop, approval): part of `pnpm test:full`.
const exclude = process.env.TEST_FULL ? [] : ['src/browser/{scripted,outage,reload-and-stop}.browser.test.ts']

export default mergeConfig(base, { test: { exclude } })
