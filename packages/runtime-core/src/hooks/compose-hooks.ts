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
  /** Resolves with the request to continue with. Rejects with what a hook throws. */
  onRequest(context: HookContext<Runtime>): Promise<Request>
  /** Resolves with the request to continue with. Rejects with what a hook throws. */
  onBeforeHandler(context: HandlerHookContext<Runtime>): Promise<Request>
  /** Resolves with the response to continue with. Rejects with what a hook throws. */
  onResponse(context: ResponseHookContext<Runtime>): Promise<Response>
  /** Calls every hook and resolves with the last response that one returned. Never rejects. */
  onError(context: ErrorHookContext<Runtime>): Promise<Response | undefined>
}

/**
 * Composes sets of hooks in order: each hook receives what the previous one returned.
 *
 * @throws TypeError for an unknown hook, or one that is not a function
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
