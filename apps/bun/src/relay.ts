// The server of src/conformance.test.ts: a Bun that serves what a test in another process asks for.
import { createRelay } from '@flightdeck/host-kit/relay'

const server = Bun.serve({ hostname: '127.0.0.1', port: Number(process.env.PORT), fetch: createRelay() })
console.log(`Listening at http://127.0.0.1:${server.port}`)
