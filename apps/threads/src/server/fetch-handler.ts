import { createPageFiles } from '@flightdeck/page-kit/server'
import { type CopilotRuntime, createCopilotRuntimeHandler } from '@flightdeck/runtime-core'
import { isForeign } from './foreign-request.ts'
import { answerSession, SESSION_PATH } from './session-route.ts'
import type { Sessions } from './sessions.ts'

const API_PATH = '/api/copilotkit'

export interface FetchHandlerOptions {
  runtime: CopilotRuntime
  sessions: Sessions
  /** The folder that holds the built page. */
  publicFolder: string
}

/** Puts the API, the sign-in and the page behind one address. */
export function createFetchHandler(options: FetchHandlerOptions): (request: Request) => Promise<Response> {
  const { runtime, sessions, publicFolder } = options
  const api = createCopilotRuntimeHandler({ runtime, basePath: API_PATH })
  const page = createPageFiles(publicFolder)
  return async (request) => {
    if (isForeign(request)) return new Response('This is not for pages of other origins\n', { status: 403 })
    const { pathname } = new URL(request.url)
    if (pathname === API_PATH || pathname.startsWith(`${API_PATH}/`)) return api(request)
    if (pathname === SESSION_PATH) return answerSession(request, sessions)
    return page(request)
  }
}
