// The server of src/conformance.test.ts: Deno serves runtimes that a test in another process configures.
import { createRelay } from '@flightdeck/host-kit/relay'

Deno.serve(
  {
    hostname: '127.0.0.1',
    port: Number(Deno.env.get('PORT')),
    onListen: ({ port }) => console.log(`Listening at http://127.0.0.1:${port}`),
  },
  createRelay(),
)
