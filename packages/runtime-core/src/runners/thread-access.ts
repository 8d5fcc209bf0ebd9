import type { AgentRunner, Threads } from '@flightdeck/run-engine'

/** The thread endpoints of the in-memory runner of `@copilotkit/runtime`, which a custom runner may have. */
export interface LocalThreadEndpoints {
  /** All threads of the process, of all users. */
  listThreads(): unknown
  getThreadMessages(threadId: string): unknown
  getThreadEvents(threadId: string): unknown
  getThreadState(threadId: string): unknown
  clearThreads(): unknown
}

/** Access to threads, with any kind of runner. */
export type ThreadAccess =
  | { readonly kind: 'engine'; readonly threads: Threads }
  | { readonly kind: 'local'; readonly endpoints: LocalThreadEndpoints }
  | { readonly kind: 'none' }

const LOCAL_METHODS = [
  'listThreads',
  'getThreadMessages',
  'getThreadEvents',
  'getThreadState',
  'clearThreads',
] as const

/**
 * Returns access to the threads of a runner. The endpoints of `@copilotkit/runtime` have no owners, so they are used only
 * without `identifyUser`.
 */
export function threadsOf(runner: AgentRunner, identifies: boolean): ThreadAccess {
  if (hasThreads(runner)) return { kind: 'engine', threads: runner.threads }
  if (!identifies && hasLocalEndpoints(runner)) return { kind: 'local', endpoints: runner }
  return { kind: 'none' }
}

function hasThreads(runner: AgentRunner): runner is AgentRunner & { readonly threads: Threads } {
  const threads: unknown = Reflect.get(runner, 'threads')
  return typeof threads === 'object' && threads !== null && 'list' in threads && 'content' in threads
}

function hasLocalEndpoints(runner: AgentRunner): runner is AgentRunner & LocalThreadEndpoints {
  return (
    Reflect.get(runner, 'ɵsupportsLocalThreadEndpoints') === true &&
    LOCAL_METHODS.every((name) => typeof Reflect.get(runner, name) === 'function')
  )
}
