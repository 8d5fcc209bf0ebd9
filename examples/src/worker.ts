import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

export interface Env {
  GREETING: string
}

interface Context {
  waitUntil(work: Promise<unknown>): void
}

// A runtime for each request: runtimes without a `runner` share threads by id within the isolate. See also worker-env.ts.
export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const runtime = new CopilotRuntime({
      agents: { default: greeter(env.GREETING) },
      // A Worker stops with its response: this lets it finish the rest. `nodejs_compat` makes it unnecessary.
      waitUntil: (work) => context.waitUntil(work),
    })
    const handler = createCopilotRuntimeHandler({
      runtime,
      basePath: '/api/copilotkit',
      cors: { origin: 'https://app.example.com' },
    })
    return handler(request)
  },
}
