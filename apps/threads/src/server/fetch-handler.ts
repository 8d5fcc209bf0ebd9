import { createPageFiles } from '@flightdeck/page-kit/server'
import { type CopilotRuntime, createCopilotRuntimeHandler, loopbackHosts } from '@flightdeck/runtime-core'
import { isForeign } from './foreign-request.ts'
import { handleSession, SESSION_PATH } from './session-route.ts'
import type { Sessions } from './sessions.ts'

const API_PATH = '/api/copilotkit'

export interface FetchHandlerOptions {
  runtime: CopilotRuntime
  sessions: Sessions
  /** The folder of the built page. */
  publicFolder: string
}

/** Creates one fetch handler for the API, the sessions and the page. */
export function createFetchHandler(options: FetchHandlerOptions): (request: Request) => Promise<Response> {
  const { runtime, sessions, publicFolder } = options
  const api = createCopilotRuntimeHandler({ runtime, basePath: API_PATH, allowedHosts: loopbackHosts })
  const page = createPageFiles(publicFolder)
  return async (request) => {
    if (isForeign(request)) return new Response('Cross-origin requests are not allowed\n', { status: 403 })
    const { pathname } = new URL(request.url)
    if (pathname === API_PATH || pathname.startsWith(`${API_PATH}/`)) return api(request)
    if (pathname === SESSION_PATH) return handleSession(request, sessions)
    return page(request)
  }
}
