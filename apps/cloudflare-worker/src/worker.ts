import { createScripted } from './agents.ts'
import { type Copilot, createCopilot, serve } from './copilot.ts'
import type { Env } from './env.ts'
import { ASSISTANT_PATH, THREADS_PATH } from './threads.ts'

export { Threads } from './threads.ts'

const ISOLATE_PATH = '/isolate/copilotkit'
const REQUEST_PATH = '/request/copilotkit'

let ofIsolate: Copilot | undefined

export default {
  async fetch(request, env): Promise<Response> {
    const { pathname } = new URL(request.url)

    // For runs that must outlive their request. To use one object per user or tenant, call idFromName(userId).
    if (pathname.startsWith(THREADS_PATH) || pathname.startsWith(ASSISTANT_PATH)) {
      return env.THREADS.get(env.THREADS.idFromName('everyone')).fetch(request)
    }

    // Without a Durable Object: created once with the keys of the first request, in this isolate only.
    if (pathname.startsWith(ISOLATE_PATH)) {
      ofIsolate ??= createCopilot(createScripted(env), { basePath: ISOLATE_PATH })
      return serve(request, ISOLATE_PATH, ofIsolate)
    }

    // A runtime for each request: runtimes without a runner share threads by id, again in this isolate only.
    if (pathname.startsWith(REQUEST_PATH)) {
      return serve(request, REQUEST_PATH, createCopilot(createScripted(env), { basePath: REQUEST_PATH }))
    }

    if (pathname === '/health') return new Response('healthy\n')
    return new Response('Not found\n', { status: 404 })
  },
} satisfies ExportedHandler<Env>
