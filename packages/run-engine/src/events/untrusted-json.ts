// Tests: `serverConformance` of `@flightdeck/testkit`.
const QUOTE = '"'
const BACKSLASH = 0x5c

/**
 * Whether JSON text is nested deeper than `maxDepth` levels. Checked before parsing, because code that clones or
 * serializes the value later may be recursive.
 */
export function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = endOfString(text, at)
        break
      case 0x5b:
      case 0x7b:
        if (++depth > maxDepth) return true
        break
      case 0x5d:
      case 0x7d:
        depth--
    }
  }
  return false
}

/** Index of the quote that closes the string at `start`. Uses `indexOf`, which is fast for long strings. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf(QUOTE, start + 1)
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf(QUOTE, end + 1)
  return end === -1 ? text.length : end
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}

/**
 * Parses untrusted JSON. Drops keys that could reach a prototype: `__proto__`, and `constructor` with a `prototype`.
 *
 * @throws SyntaxError
 */
export function parseUntrustedJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (mayReachPrototype(text)) dropPrototypeKeys(value)
  return value
}

// A key may be escaped ("\u005f_proto__"), so text with escaped ASCII letters is searched as well.
const SUSPICIOUS = /__proto__|"prototype"|\\u00[5-7]/

function mayReachPrototype(text: string): boolean {
  return SUSPICIOUS.test(text)
}

/** Drops the keys from a parsed value. A reviver of `JSON.parse` would cost many times as much. */
function dropPrototypeKeys(root: unknown): void {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Array.isArray(value)) {
      for (const item of value) if (typeof item === 'object' && item !== null) open.push(item)
      continue
    }
    const record = value as Record<string, unknown>
    if (Object.hasOwn(record, '__proto__')) Reflect.deleteProperty(record, '__proto__')
    if (Object.hasOwn(record, 'constructor') && hasPrototype(record.constructor)) {
      Reflect.deleteProperty(record, 'constructor')
    }
    for (const item of Object.values(record)) if (typeof item === 'object' && item !== null) open.push(item)
  }
}

function hasPrototype(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
}
