// The server of src/conformance.test.ts: an Elysia app serves runtimes that a test in another process configures.
import { createRelay } from '@flightdeck/host-kit/relay'
import { Elysia } from 'elysia'

const relay = createRelay()
const app = new Elysia()
  .all('/*', ({ request }) => relay(request))
  .listen({ hostname: '127.0.0.1', port: Number(process.env.PORT) })
console.log(`Listening at http://127.0.0.1:${app.server?.port}`)
