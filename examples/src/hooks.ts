import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { greeter } from './agent.ts'

const runtime = new CopilotRuntime({ agents: { default: greeter() } })

/** Collects what happened, instead of a logger. */
export const log: string[] = []

const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit',
  cors: { origin: 'https://app.example.com', credentials: true },
  hooks: {
    onRequest: async ({ request, path }) => {
      log.push(`asked for ${path}`)
      if (!request.headers.get('authorization')) throw new Response('Unauthorized', { status: 401 })
    },
    onBeforeHandler: async ({ route }) => {
      log.push(`handling ${route.method} for agent ${route.agentId} and thread ${route.threadId}`)
      if (route.method === 'agent/run') log.push(`a run of ${route.agentId.toUpperCase()}`)
      // Any other thrown value is a failure: the client gets status 500, and onError gets the cause.
      if (route.method === 'agent/stop') throw new Error('the register of stops is out of order')
    },
    onResponse: async ({ response }) => {
      const headers = new Headers(response.headers)
      headers.set('x-request-id', 'request-1')
      return new Response(response.body, { status: response.status, headers })
    },
    onError: async ({ error }) => {
      log.push(`failed: ${error}`)
    },
  },
})

export default { fetch: handler }
