import type { Threads } from '@flightdeck/run-engine'
import { RuntimeError } from '../../http/runtime-error.ts'
import type { RouteResult } from '../../routing/dispatch.ts'
import type { LocalThreadEndpoints } from '../../runners/thread-access.ts'
import type { HandlerContext } from '../handler-context.ts'
import { fromRunnerError } from '../runner-errors.ts'

/** The parameters of a route for one thread. */
export interface ThreadParams {
  readonly threadId: string
}

/** The threads that a request may access: those of one owner, or all threads of a custom runner. */
export type AdmittedThreads =
  | { readonly kind: 'engine'; readonly threads: Threads; readonly owner: string | undefined }
  | { readonly kind: 'local'; readonly endpoints: LocalThreadEndpoints }

/**
 * Authorizes a request to access threads.
 *
 * @throws RuntimeError `threads_not_supported`, `forbidden`
 */
export async function admitToThreads(
  context: HandlerContext,
  about: { agentId?: string | undefined; threadId?: string | undefined } = {},
): Promise<AdmittedThreads> {
  const { threads } = context.runtime
  if (threads.kind === 'none') throw new RuntimeError('threads_not_supported')
  const owner = await context.admit(about)
  return threads.kind === 'engine' ? { ...threads, owner } : threads
}

/**
 * The same for operations that custom runners do not support.
 *
 * @throws RuntimeError `threads_not_supported`, `forbidden`
 */
export async function admitToStore(
  context: HandlerContext,
  about: { agentId?: string | undefined; threadId?: string | undefined } = {},
): Promise<{ threads: Threads; owner: string | undefined }> {
  const { threads: access } = context.runtime
  if (access.kind !== 'engine') throw new RuntimeError('threads_not_supported')
  return { threads: access.threads, owner: await context.admit(about) }
}

/**
 * Runs `work` and converts its errors.
 *
 * @param failure the `error` text of the response if `work` fails
 * @throws RuntimeError with the code of a `RunnerError`, or `threads_failed`
 */
export async function attempt<T>(failure: string, work: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw fromRunnerError(
      error,
      (cause) => new RuntimeError('threads_failed', undefined, { error: failure, cause }),
    )
  }
}

/**
 * Returns what was found of a thread. A thread of another owner is not distinguishable from a missing one.
 *
 * @throws RuntimeError `thread_not_found`
 */
export function found<T>(thread: T | undefined | false): T {
  if (thread === undefined || thread === false) throw new RuntimeError('thread_not_found')
  return thread
}

/** A JSON response that must not be cached, because it is for one user. */
export function answer(body: unknown): RouteResult {
  return { response: Response.json(body, { headers: { 'cache-control': 'no-store' } }) }
}

/** The same with a body that is JSON text. */
export function answerText(json: string): RouteResult {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { response: new Response(json, { headers }) }
}
