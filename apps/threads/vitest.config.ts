import { mergeConfig } from 'vitest/config'
import base from '../../vitest.config.base.ts'

// One file after the other: each has a browser and a server of its own. Beside the other suites on two cores a test
// may still miss a deadline once; twice is a fault.
export default mergeConfig(base, { test: { fileParallelism: false, retry: 1 } })
