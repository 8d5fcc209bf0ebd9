import type { Config } from '@react-router/dev/config'

// The app of test/conformance.test.ts: it serves runtimes that a test in another process configures.
export default { ssr: true, appDirectory: '.', buildDirectory: '../build/relay' } satisfies Config
