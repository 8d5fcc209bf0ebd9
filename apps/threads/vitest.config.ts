import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.base.ts'

// What two users and two windows see, which serverConformance covers without a page: part of `pnpm test:full`.
const exclude = process.env.TEST_FULL ? [] : ['src/browser/{users,windows}.browser.test.ts']

export default mergeConfig(base, { test: { exclude } })
