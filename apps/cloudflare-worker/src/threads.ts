import { DurableObject } from 'cloudflare:workers'
import { type Copilot, createCopilot, type Env, serve } from './copilot.ts'

export const THREADS_PATH = '/api/copilotkit'

/**
 * Keeps threads in one place. Two requests to a Worker may reach two isolates on two continents; those to a Durable
 * Object reach one and the same, so that a join finds the run and a stop ends it.
 */
export class Threads extends DurableObject<Env> {
  readonly #copilot: Copilot

  constructor(state: DurableObjectState, env: Env) {
    super(state, env)
    this.#copilot = createCopilot(env, { basePath: THREADS_PATH })
  }

  override fetch(request: Request): Promise<Response> {
    return serve(request, THREADS_PATH, this.#copilot)
  }
}
