import type { Eviction, MemoryLimits } from './memory-limits.ts'
import { MemoryStore } from './memory-store.ts'

/** Put in place of the name when the package is built. */
declare const __PACKAGE_VERSION__: string

/** Another version may store threads in another way. */
const KEY = Symbol.for(`@flightdeck/runner-memory/${__PACKAGE_VERSION__}/kept-stores`)

type OnEvict = ((eviction: Eviction) => void) | undefined

interface KeptStore {
  readonly store: MemoryStore
  /** Of the runner that was created last: the functions of earlier ones are from modules that were replaced. */
  onEvict: OnEvict
}

/** How many runners this copy of the module has created since the event loop had its last turn. */
let created = 0

/**
 * Whether modules are loaded again in a running process: when a file is saved under `next dev`, which with webpack also loads
 * them once for each route. False in production.
 */
export function reloadsModules(): boolean {
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }
  try {
    return process?.env?.NODE_ENV === 'development' && process.env.__NEXT_DEV_SERVER === '1'
  } catch {
    // Deno without the permission to read them.
    return false
  }
}

/**
 * Returns the store that a runner had before its module was loaded again, or a new one. It is recognized by its limits, and by
 * its place among the runners that the same modules create at once.
 */
export function keptStore(limits: MemoryLimits, onEvict: OnEvict): MemoryStore {
  const holder = globalThis as { [KEY]?: Map<string, KeptStore> }
  holder[KEY] ??= new Map()
  const { maxThreads, maxRunsPerThread, maxBytes } = limits
  const name = [placeOfRunner(), maxThreads, maxRunsPerThread, maxBytes].join()
  const known = holder[KEY].get(name)
  if (known !== undefined) {
    known.onEvict = onEvict
    return known.store
  }
  const kept: KeptStore = {
    store: new MemoryStore(limits, (eviction) => kept.onEvict?.(eviction)),
    onEvict,
  }
  holder[KEY].set(name, kept)
  return kept.store
}

function placeOfRunner(): number {
  if (created === 0) {
    queueMicrotask(() => {
      created = 0
    })
  }
  created += 1
  return created
}
