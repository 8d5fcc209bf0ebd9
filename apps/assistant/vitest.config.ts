import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.base.ts'

// The browser tests mostly wait for an answer to be written, so two of them run at once.
// Beside the other suites on two cores one may still miss a deadline once; twice is a fault.
export default mergeConfig(base, { test: { maxWorkers: 2, retry: 1 } })
