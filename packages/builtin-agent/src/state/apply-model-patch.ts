import { keysOf, valueAt } from './json-pointer.ts'

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
 * @throws {TypeError} with words for a model, when it is no patch, or one that cannot be applied
 */
export function applyPatch(state: unknown, given: unknown): AppliedPatch {
  if (!Array.isArray(given)) throw new TypeError('A patch is a list of operations')
  const delta: PatchOperation[] = []
  let next: unknown = state ?? {}
  const apply = (operation: PatchOperation): void => {
    next = applied(next, operation)
    delta.push(operation)
  }
  for (const operation of given.map(readOperation)) {
    const list = operation.path.slice(0, -2)
    const appends = operation.op === 'add' && operation.path.endsWith('/-') && list !== ''
    if (appends && valueAt(next, keysOf(list)) === undefined) apply({ op: 'add', path: list, value: [] })
    apply(operation)
  }
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
      throw new TypeError(`${words} has no op that there is`)
  }
}

/** Models leave out the slash that a JSON Pointer begins with. */
function readPointer(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined
  return given === '' || given.startsWith('/') ? given : `/${given}`
}

function applied(root: unknown, operation: PatchOperation): unknown {
  const { op, path } = operation
  const keys = keysOf(path)
  switch (op) {
    case 'add':
      return added(root, keys, operation.value, path)
    case 'replace':
      valueFor(root, path)
      return replaced(root, keys, operation.value)
    case 'remove':
      valueFor(root, path)
      return removed(root, keys)
    case 'copy':
      return added(root, keys, valueFor(root, operation.from), path)
    case 'move': {
      const value = valueFor(root, operation.from)
      if (path.startsWith(`${operation.from}/`))
        throw new TypeError(`${path} is inside of what would move there`)
      return added(removed(root, keysOf(operation.from)), keys, value, path)
    }
    case 'test':
      if (isSame(valueFor(root, path), operation.value)) return root
      throw new TypeError(`${path} has another value`)
  }
}

function valueFor(root: unknown, path: string): unknown {
  const value = valueAt(root, keysOf(path))
  if (value === undefined) throw new TypeError(`There is nothing at ${path}`)
  return value
}

function added(root: unknown, keys: readonly string[], value: unknown, path: string): unknown {
  return changed(root, keys, value, (holder, key) => {
    if (typeof holder !== 'object' || holder === null) throw new TypeError(`There is nothing to hold ${path}`)
    if (!Array.isArray(holder)) return withKey(holder, key, value)
    const index = key === '-' ? holder.length : Number(/^(?:0|[1-9]\d*)$/.exec(key)?.[0] ?? Number.NaN)
    if (!(index <= holder.length)) throw new TypeError(`${path} is no place in its list`)
    return holder.toSpliced(index, 0, value)
  })
}

function replaced(root: unknown, keys: readonly string[], value: unknown): unknown {
  return changed(root, keys, value, (holder, key) =>
    Array.isArray(holder) ? holder.with(Number(key), value) : withKey(holder as object, key, value),
  )
}

function removed(root: unknown, keys: readonly string[]): unknown {
  return changed(root, keys, null, (holder, key) => {
    if (Array.isArray(holder)) return holder.toSpliced(Number(key), 1)
    return Object.fromEntries(Object.entries(holder as object).filter(([name]) => name !== key))
  })
}

/** A copy of the root in which what holds the last key is changed; without a key the root itself gives way. */
function changed(
  root: unknown,
  keys: readonly string[],
  whole: unknown,
  change: (holder: unknown, key: string) => unknown,
): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return whole
  if (rest.length === 0) return change(root, key)
  const child = changed(valueAt(root, [key]), rest, whole, change)
  return Array.isArray(root) ? root.with(Number(key), child) : withKey(root as object, key, child)
}

function withKey(holder: object, key: string, value: unknown): object {
  return Object.fromEntries([...Object.entries(holder), [key, value]])
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other
  const keys = Object.keys(one)
  return (
    Array.isArray(one) === Array.isArray(other) &&
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(valueAt(one, [key]), valueAt(other, [key])))
  )
}
