import type { RunObserver } from '@flightdeck/run-engine'
import type { CopilotRuntimeHooks, RunHookContext } from './hooks.ts'

/**
 * Calls the hooks `onBeforeRun` of several sets in order and returns the observers that they returned. Undefined if no set
 * has the hook. What a hook throws is passed on.
 */
export function composeBeforeRun<Runtime>(
  sets: readonly (CopilotRuntimeHooks<Runtime> | undefined)[],
): ((context: RunHookContext<Runtime>) => Promise<RunObserver[]>) | undefined {
  const having = sets.filter((set) => set?.onBeforeRun !== undefined)
  if (having.length === 0) return undefined
  return async (context) => {
    const observers: RunObserver[] = []
    for (const set of having) {
      const given = await set?.onBeforeRun?.(context)
      observers.push(...[given ?? []].flat())
    }
    return observers
  }
}
