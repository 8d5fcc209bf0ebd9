import { isRequest, isResponse } from '../http/web-shapes.ts'
import type { Logger } from '../logging/logger.ts'
import {
  type CopilotRuntimeHooks,
  checkHooks,
  type ErrorHookContext,
  type HandlerHookContext,
  type HookContext,
  type ResponseHookContext,
} from './hooks.ts'

/** Several sets of hooks, called as one. */
export interface ComposedHooks<Runtime> {
  /** The request to go on with. Rejects with what a hook throws. */
  onRequest(context: HookContext<Runtime>): Promise<Request>
  /** The request to go on with. Rejects with what a hook throws. */
  onBeforeHandler(context: HandlerHookContext<Runtime>): Promise<Request>
  /** The response to go on with. Rejects with what a hook throws. */
  onResponse(context: ResponseHookContext<Runtime>): Promise<Response>
  /** The response that the last hook to give one gave. All of them are called, and it never rejects. */
  onError(context: ErrorHookContext<Runtime>): Promise<Response | undefined>
}

/**
 * Composes sets of hooks in their order: each hook sees what the one before it left.
 *
 * @throws TypeError if a set names an unknown hook or something that is no function
 */
export function composeHooks<Runtime>(
  sets: readonly (CopilotRuntimeHooks<Runtime> | undefined)[],
  logger: Logger,
): ComposedHooks<Runtime> {
  const all = sets.filter((set) => set !== undefined)
  for (const set of all) checkHooks(set)
  const warned = new Set<string>()
  const warnOnce = (hook: string, returned: unknown): void => {
    if (returned === undefined || warned.has(hook)) return
    warned.add(hook)
    const advice = isResponse(returned) ? '; to respond with a Response, throw it' : ''
    logger.warn(`The return value of the hook ${hook} is ignored${advice}`)
  }
  return {
    onRequest: async (context) => {
      let { request } = context
      for (const set of all) {
        const returned = await set.onRequest?.({ ...context, request })
        if (isRequest(returned)) request = returned
        else warnOnce('onRequest', returned)
      }
      return request
    },
    onBeforeHandler: async (context) => {
      let { request } = context
      for (const set of all) {
        const returned = await set.onBeforeHandler?.({ ...context, request })
        if (isRequest(returned)) request = returned
        else warnOnce('onBeforeHandler', returned)
      }
      return request
    },
    onResponse: async (context) => {
      let { response } = context
      for (const set of all) {
        const returned = await set.onResponse?.({ ...context, response })
        if (isResponse(returned)) response = returned
        else warnOnce('onResponse', returned)
      }
      return response
    },
    onError: async (context) => {
      let response: Response | undefined
      for (const set of all) {
        try {
          const returned = await set.onError?.(context)
          if (isResponse(returned)) response = returned
          else warnOnce('onError', returned)
        } catch (thrown) {
          if (isResponse(thrown)) response = thrown
          else logger.error('The hook onError failed', { error: thrown, path: context.path })
        }
      }
      return response
    },
  }
}
