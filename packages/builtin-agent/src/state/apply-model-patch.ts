import { keysOf, valueAt } from './json-pointer.ts'
import { MAX_STATE_BYTES, PatchDraft } from './patch-draft.ts'

/** An operation of JSON Patch (RFC 6902). */
export type PatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string }

/** A patch that was applied: its operations, and what it was applied to with them. */
export interface AppliedPatch {
  readonly delta: PatchOperation[]
  readonly state: unknown
}

/**
 * Applies what a model sent as a patch, whole or not at all; the given state is left as it is. An append to a list that is not
 * there creates the list first, where there is something to hold it.
 *
 * @param maxBytes characters of JSON that the state may have, also while the patch is applied
 * @throws {TypeError} with a message for a model, if it is no patch or cannot be applied, or one that exceeds a limit
 */
export function applyPatch(state: unknown, given: unknown, maxBytes: number = MAX_STATE_BYTES): AppliedPatch {
  if (!Array.isArray(given)) throw new TypeError('A patch is a list of operations')
  const draft = new PatchDraft(maxBytes)
  draft.admit(given.length)
  const delta: PatchOperation[] = []
  let next: unknown = state ?? {}
  const apply = (operation: PatchOperation): void => {
    next = applied(next, operation, draft)
    delta.push(operation)
  }
  for (const operation of given.map(readOperation)) {
    const list = operation.path.slice(0, -2)
    const appends = operation.op === 'add' && operation.path.endsWith('/-') && list !== ''
    if (appends && valueAt(next, keysOf(list)) === undefined) apply({ op: 'add', path: list, value: [] })
    apply(operation)
  }
  draft.check(next)
  return { delta, state: next }
}

function readOperation(given: unknown): PatchOperation {
  const { op, value, ...places } = (given ?? {}) as { readonly [field: string]: unknown }
  const words = JSON.stringify(given)
  const path = readPointer(places.path)
  const from = readPointer(places.from)
  if (path === undefined) throw new TypeError(`${words} has no path`)
  switch (op) {
    case 'remove':
      return { op, path }
    case 'move':
    case 'copy':
      if (from === undefined) throw new TypeError(`${words} has no from`)
      return { op, from, path }
    case 'add':
    case 'replace':
    case 'test':
      if (value === undefined) throw new TypeError(`${words} has no value`)
      return { op, path, value }
    default:
      throw new TypeError(`${words} has an unknown op`)
  }
}

/** Models leave out the slash that a JSON Pointer begins with. */
function readPointer(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  return given === '' || given.startsWith('/') ? given : `/${given}`
}

function applied(root: unknown, operation: PatchOperation, draft: PatchDraft): unknown {
  const { op, path } = operation
  const keys = keysOf(path)
  switch (op) {
    case 'add':
      return added(root, keys, operation.value, path, draft)
    case 'replace':
      valueFor(root, path)
      return replaced(root, keys, operation.value, draft)
    case 'remove':
      valueFor(root, path)
      return removed(root, keys, draft)
    case 'copy':
      return added(root, keys, draft.clone(valueFor(root, operation.from)), path, draft)
    case 'move': {
      const value = valueFor(root, operation.from)
      if (path.startsWith(`${operation.from}/`))
        throw new TypeError(`${path} is inside of what would move there`)
      return added(removed(root, keysOf(operation.from), draft), keys, value, path, draft)
    }
    case 'test':
      if (isSame(valueFor(root, path), operation.value, draft)) return root
      throw new TypeError(`${path} has another value`)
  }
}

function valueFor(root: unknown, path: string): unknown {
  const value = valueAt(root, keysOf(path))
  if (value === undefined) throw new TypeError(`There is nothing at ${path}`)
  return value
}

function added(
  root: unknown,
  keys: readonly string[],
  value: unknown,
  path: string,
  draft: PatchDraft,
): unknown {
  return changed(root, keys, value, draft, (holder, key) => {
    if (typeof holder !== 'object' || holder === null) throw new TypeError(`There is nothing to hold ${path}`)
    const own = draft.owned(holder)
    if (!Array.isArray(own)) return setKey(own, key, value)
    const index = key === '-' ? own.length : Number(/^(?:0|[1-9]\d*)$/.exec(key)?.[0] ?? Number.NaN)
    if (!(index <= own.length)) throw new TypeError(`${path} is no place in its list`)
    draft.splice(own, index, 0, value)
    return own
  })
}

function replaced(root: unknown, keys: readonly string[], value: unknown, draft: PatchDraft): unknown {
  return changed(root, keys, value, draft, (holder, key) => setKey(draft.owned(holder as object), key, value))
}

function removed(root: unknown, keys: readonly string[], draft: PatchDraft): unknown {
  return changed(root, keys, null, draft, (holder, key) => {
    const own = draft.owned(holder as Record<string, unknown>)
    if (Array.isArray(own)) draft.splice(own, Number(key), 1)
    else delete own[key]
    return own
  })
}

/** The root in which what holds the last key is changed, with copies of what the draft does not own; without a key the root itself gives way. */
function changed(
  root: unknown,
  keys: readonly string[],
  whole: unknown,
  draft: PatchDraft,
  change: (holder: unknown, key: string) => unknown,
): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return whole
  if (rest.length === 0) return change(root, key)
  const child = changed(valueAt(root, [key]), rest, whole, draft, change)
  return setKey(draft.owned(root as object), key, child)
}

/** Sets an own key, also one that is named like the setter of the prototype. */
function setKey<Holder extends object>(holder: Holder, key: string, value: unknown): Holder {
  if (key !== '__proto__') return Object.assign(holder, { [key]: value })
  const settings = { value, writable: true, enumerable: true, configurable: true }
  return Object.defineProperty(holder, key, settings)
}

function isSame(one: unknown, other: unknown, draft: PatchDraft): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other
  draft.visit(one)
  const keys = Object.keys(one)
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === Object.keys(other).length &&
    keys.every(
      (key) => Object.hasOwn(other, key) && isSame(valueAt(one, [key]), valueAt(other, [key]), draft),
    )
  )
}
