import type { AgentRunner, Threads } from '@flightdeck/run-engine'

/** The thread endpoints of the original's in-memory runner, which a runner written for it may have. */
export interface LocalThreadEndpoints {
  /** Every thread of the process, whoever it belongs to. */
  listThreads(): unknown
  getThreadMessages(threadId: string): unknown
  getThreadEvents(threadId: string): unknown
  getThreadState(threadId: string): unknown
  clearThreads(): unknown
}

/** How threads are reached, whichever kind of runner the application chose. */
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
 * Finds the threads of a runner. The endpoints of the original's runner know no owners, so they count only where
 * nobody is identified.
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
