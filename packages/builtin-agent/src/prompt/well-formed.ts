const LONE_SURROGATE = /\p{Surrogate}/gu

/**
 * Replaces lone surrogates by U+FFFD in every string of a JSON-like value, names of members included. Providers reject a
 * request body that has half a surrogate pair. Returns the same value if there are none; bytes and URLs are left alone.
 */
export function toWellFormed<Value>(value: Value): Value {
  return wellFormed(value) as Value
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(LONE_SURROGATE, '\uFFFD')
  if (Array.isArray(value)) {
    const items = value.map(wellFormed)
    return items.every((item, index) => item === value[index]) ? value : items
  }
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value
  const entries = Object.entries(value)
  const cleaned = entries.map(([name, member]) => [wellFormed(name), wellFormed(member)] as const)
  const isSame = cleaned.every(([name, member], index) => {
    const entry = entries[index]
    return entry !== undefined && name === entry[0] && member === entry[1]
  })
  return isSame ? value : Object.fromEntries(cleaned)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
