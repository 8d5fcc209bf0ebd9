/** Nesting beyond this depth is replaced by an empty object or array. */
const MAX_DEPTH = 500

/** A copy of a value that JSON can always encode. */
function toPlain(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value)
  // Do not call a `toJSON` that threw again.
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  const isArray = Array.isArray(value)
  // Empty instead of null, because AG-UI allows no null for optional objects.
  if (ancestors.length > MAX_DEPTH || ancestors.includes(value)) return isArray ? [] : {}
  const own = ownForm(value)
  if (own !== value) return toPlain(own, [...ancestors, value])
  const line = [...ancestors, value]
  if (isArray)
    return Array.from(value, (_, index) =>
      toPlain(
        attempt(() => value[index]),
        line,
      ),
    )
  const plain: Record<string, unknown> = {}
  for (const key of attempt(() => Object.keys(value)) ?? []) {
    const field = toPlain(
      attempt(() => Reflect.get(value, key)),
      line,
    )
    Object.defineProperty(plain, key, { value: field, enumerable: true, configurable: true, writable: true })
  }
  return plain
}

/** The result of `toJSON`; the object itself if it has none or it throws. */
function ownForm(value: object): unknown {
  return attempt(() => {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) return value.valueOf()
    const toJSON: unknown = Reflect.get(value, 'toJSON')
    return typeof toJSON === 'function' ? Reflect.apply(toJSON, value, []) : value
  }, value)
}

function attempt<T>(read: () => T): T | undefined
function attempt<T>(read: () => T, otherwise: T): T
function attempt<T>(read: () => T, otherwise?: T): T | undefined {
  try {
    return read()
  } catch {
    return otherwise
  }
}

/**
 * Encodes an event, or any other value, as JSON. Never throws. Plain values go through `JSON.stringify`. If that
 * fails, a BigInt becomes a string, a circular object or one nested deeper than 500 levels becomes an empty one, and
 * a `toJSON` or getter that throws is skipped. An event that still cannot be encoded, because it is longer than a
 * string can be, becomes a RAW event that says so. A value without a JSON form becomes `null`.
 */
export function encodeEvent(event: unknown): string {
  try {
    return JSON.stringify(event) ?? 'null'
  } catch {
    try {
      return JSON.stringify(toPlain(event, [])) ?? 'null'
    } catch {
      return '{"type":"RAW","event":null,"source":"unencodable-event"}'
    }
  }
}
