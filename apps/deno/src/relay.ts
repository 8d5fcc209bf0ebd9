// The server of src/conformance.test.ts: a Deno that serves what a test in another process asks for.
import { createRelay } from '@flightdeck/host-kit/relay'

Deno.serve(
  {
    hostname: '127.0.0.1',
    port: Number(Deno.env.get('PORT')),
    onListen: ({ port }) => console.log(`Listening at http://127.0.0.1:${port}`),
  },
  createRelay(),
)
