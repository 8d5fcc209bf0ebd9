/** An operation of JSON Patch (RFC 6902), of the kinds that a model is offered. */
export type PatchOperation =
  | { op: 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string }

/** The well-formed operations of what a model sent as a patch. */
export function readOperations(given: unknown): PatchOperation[] {
  if (!Array.isArray(given)) return []
  return given.flatMap((one: unknown): PatchOperation[] => {
    if (typeof one !== 'object' || one === null) return []
    const { op, path, value } = one as { op?: unknown; path?: unknown; value?: unknown }
    if (typeof path !== 'string') return []
    if (op === 'remove') return [{ op, path }]
    return (op === 'add' || op === 'replace') && value !== undefined ? [{ op, path, value }] : []
  })
}

/** The value a JSON Pointer (RFC 6901) points at; undefined if there is none. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root
  for (const key of keysOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** The state after an operation, as far as it can be applied; the given state is left as it is. */
export function applyOperation(root: unknown, operation: PatchOperation): unknown {
  const keys = keysOf(operation.path)
  if (keys.length === 0) return operation.op === 'remove' ? undefined : operation.value
  return changed(root, keys, operation)
}

function changed(holder: unknown, keys: readonly string[], operation: PatchOperation): unknown {
  const [key, ...rest] = keys
  if (typeof holder !== 'object' || holder === null || key === undefined) return holder
  if (rest.length > 0) return withValue(holder, key, changed(childOf(holder, key), rest, operation))
  if (operation.op === 'remove') return without(holder, key)
  if (operation.op === 'add' && Array.isArray(holder)) {
    const index = key === '-' ? holder.length : Number(key)
    return Number.isInteger(index) ? holder.toSpliced(index, 0, operation.value) : holder
  }
  return withValue(holder, key, operation.value)
}

function childOf(holder: object, key: string): unknown {
  return Object.hasOwn(holder, key) ? (holder as Record<string, unknown>)[key] : undefined
}

function withValue(holder: object, key: string, value: unknown): object {
  if (!Array.isArray(holder)) return Object.fromEntries([...Object.entries(holder), [key, value]])
  return holder.map((item: unknown, index) => (String(index) === key ? value : item))
}

function without(holder: object, key: string): object {
  if (Array.isArray(holder)) return holder.filter((_item, index) => String(index) !== key)
  return Object.fromEntries(Object.entries(holder).filter(([name]) => name !== key))
}

function keysOf(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .replace(/^\//, '')
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}
