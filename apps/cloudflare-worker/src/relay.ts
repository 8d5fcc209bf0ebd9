// The Worker of src/conformance.test.ts: a Durable Object serves runtimes that a test in another process configures.
import { DurableObject } from 'cloudflare:workers'
import { createRelay } from '@flightdeck/host-kit/relay'

interface RelayEnv {
  THREADS: DurableObjectNamespace
}

export class Threads extends DurableObject<RelayEnv> {
  readonly #relay = createRelay()

  override fetch(request: Request): Promise<Response> {
    return this.#relay(request)
  }
}

export default {
  fetch: (request, env) => env.THREADS.get(env.THREADS.idFromName('everyone')).fetch(request),
} satisfies ExportedHandler<RelayEnv>
