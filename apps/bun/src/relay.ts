// The server of src/conformance.test.ts: Bun serves runtimes that a test in another process configures.
import { createRelay } from '@flightdeck/host-kit/relay'

const server = Bun.serve({ hostname: '127.0.0.1', port: Number(process.env.PORT), fetch: createRelay() })
console.log(`Listening at http://127.0.0.1:${server.port}`)
