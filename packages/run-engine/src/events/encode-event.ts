/** Deeper than this, what JSON cannot write as it stands is cut off. */
const MAX_DEPTH = 500

/** A value that JSON can always write: what is missing from it is what JSON has no word for. */
function toPlain(value: unknown, ancestors: readonly object[]): unknown {
  if (typeof value === 'bigint') return String(value)
  // A `toJSON` that threw once must not be met again.
  if (typeof value === 'function') return undefined
  if (typeof value !== 'object' || value === null) return value
  const isArray = Array.isArray(value)
  // Empty rather than null: AG-UI allows no null where an optional object may stand.
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

/** What the object says it is in JSON; itself when it says nothing or fails to. */
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
 * Writes an event, or any other value, as JSON; never throws. Plain values go through `JSON.stringify` as
 * they are. Only where that fails, a BigInt is written as a string, an object that contains itself or is
 * nested deeper than 500 levels as an empty one, a `toJSON` that throws is passed over and a getter that
 * throws is left out. What even then cannot be written (it would be longer than a string can be) becomes a
 * RAW event that says so; a value without a JSON form becomes `null`.
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
