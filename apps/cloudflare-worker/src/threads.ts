import { DurableObject } from 'cloudflare:workers'
import { createAssistant, createScripted } from './agents.ts'
import { type Copilot, createCopilot, serve } from './copilot.ts'
import type { Env } from './env.ts'

export const THREADS_PATH = '/api/copilotkit'
export const ASSISTANT_PATH = '/api/assistant'

/**
 * Keeps threads in one Durable Object. Two requests to a Worker may be served by different isolates in different
 * locations. All requests to a Durable Object are served by one instance, so a connect finds the run and a stop ends it.
 */
export class Threads extends DurableObject<Env> {
  readonly #scripted: Copilot
  readonly #assistant: Copilot

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#scripted = createCopilot(createScripted(env), { basePath: THREADS_PATH })
    this.#assistant = createCopilot(createAssistant(env), { basePath: ASSISTANT_PATH })
  }

  override fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    return pathname.startsWith(ASSISTANT_PATH)
      ? serve(request, ASSISTANT_PATH, this.#assistant)
      : serve(request, THREADS_PATH, this.#scripted)
  }
}
