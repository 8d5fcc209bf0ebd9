const QUOTE = '"'
const BACKSLASH = 0x5c

/**
 * Whether JSON text is nested deeper than `maxDepth` levels. Whatever walks its value later, a clone or a serialiser,
 * may do so recursively, so this is asked before it is parsed.
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

/** Index of the quote that closes the string opened at `start`: `indexOf` crosses long strings fast. */
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
 * Parses JSON that came from outside. Keys that could reach a prototype (`__proto__`, and `constructor` holding a
 * `prototype`) are dropped.
 *
 * @throws SyntaxError
 */
export function parseOutsideJson(text: string): unknown {
  return mayReachPrototype(text) ? JSON.parse(text, dropPrototypeKeys) : JSON.parse(text)
}

// A key may hide behind escapes ("\u005f_proto__"), so escaped ASCII letters take the careful way as well.
const SUSPICIOUS = /__proto__|"prototype"|\\u00[5-7]/

function mayReachPrototype(text: string): boolean {
  return SUSPICIOUS.test(text)
}

function dropPrototypeKeys(key: string, value: unknown): unknown {
  if (key === '__proto__') return undefined
  if (
    key === 'constructor' &&
    typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, 'prototype')
  ) {
    return undefined
  }
  return value
}
