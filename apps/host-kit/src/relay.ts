import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { createDirected } from './relay-directed.ts'
import type { CaseMessage } from './relay-messages.ts'

interface Case {
  handler(request: Request): Promise<Response>
  close(): Promise<void>
}

/** The base path of a relay. */
export const RELAY_PATH = '/relay'

/**
 * Creates a fetch handler that lets a test in another process use this host. The test creates a server with
 * `PUT /relay/<id>`, sends requests to `/relay/<id>/api/copilotkit`, and removes the server with `DELETE /relay/<id>`. Its
 * agents and hooks stay in the test process, and the server calls them there. Requests to any other path go to the server
 * that was created last, as on a host with one server.
 */
export function createRelay(): (request: Request) => Promise<Response> {
  const cases = new Map<string, Case>()
  return async (request) => {
    const { pathname } = new URL(request.url)
    const [, top, id = '', ...rest] = pathname.split('/')
    if (`/${top}` !== RELAY_PATH || rest.length > 0) {
      const found = cases.get(id) ?? [...cases.values()].at(-1)
      return (await found?.handler(request)) ?? new Response('No server was created\n', { status: 404 })
    }
    if (request.method === 'PUT') {
      const asked = (await request.json()) as CaseMessage
      cases.set(id, openCase(`${RELAY_PATH}/${id}/api/copilotkit`, asked))
    } else {
      await cases.get(id)?.close()
      cases.delete(id)
    }
    return new Response('done\n')
  }
}

function openCase(basePath: string, asked: CaseMessage): Case {
  const { agents, functions, hooks, known } = createDirected(asked)
  const { mode, cors, limits, stopGraceMs, onConcurrentRun, ...others } = asked.options as Record<
    string,
    never
  >
  const { maxBodyBytes, maxMessages, ...runLimits } = (limits ?? {}) as Record<string, number>
  const runtime = new CopilotRuntime({
    ...others,
    ...functions,
    agents,
    limits: { maxBodyBytes, maxMessages },
    runner: new InMemoryAgentRunner({ limits: runLimits, stopGraceMs, onConcurrentRun }),
  })
  const handler = createCopilotRuntimeHandler({ runtime, basePath, mode, cors, hooks })
  return {
    async handler(request) {
      const response = await handler(request)
      // In one process an agent is aborted before the stop request gets its response. Wait for the test, so it is here as well.
      await known()
      return response
    },
    close: () => runtime.close({ drainMs: 0 }),
  }
}
