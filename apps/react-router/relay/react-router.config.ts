import type { Config } from '@react-router/dev/config'

// The application of test/conformance.test.ts: it serves what a test in another process asks for.
export default { ssr: true, appDirectory: '.', buildDirectory: '../build/relay' } satisfies Config
