import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime'
import { greeter } from './agent.ts'

/** Collects what happened, instead of a logger. */
export const log: unknown[] = []

const runtime = new CopilotRuntime({
  agents: { default: greeter() },
  beforeRequestMiddleware: async ({ request }) => {
    if (!request.headers.get('authorization')) throw new Response('Unauthorized', { status: 401 })
  },
  afterRequestMiddleware: async ({ response, path, messages, threadId, runId }) => {
    log.push({ status: response.status, path, messages, threadId, runId })
  },
})

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
