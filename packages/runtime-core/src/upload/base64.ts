const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const NONE = 64
const SPACE = 65
const PADDING = '='

const values = new Uint8Array(256).fill(NONE)
for (let value = 0; value < ALPHABET.length; value++) values[ALPHABET.charCodeAt(value)] = value
for (const space of '\t\n\f\r ') values[space.charCodeAt(0)] = SPACE

/**
 * Decodes base64 to bytes, by the rules of `atob`: white space is skipped and padding is optional. Begins at `start`.
 *
 * @throws SyntaxError if the text is not base64
 */
export function decodeBase64(text: string, start = 0): Uint8Array<ArrayBuffer> {
  const end = endOfDigits(text, start)
  const bytes = new Uint8Array(Math.ceil(((end - start) * 3) / 4))
  let size = 0
  let digits = 0
  let group = 0
  let at = start
  while (at < end) {
    // Four digits at once while there is no white space between them.
    for (; digits % 4 === 0 && at + 4 <= end; at += 4) {
      const four = fourDigits(text, at)
      if (four === -1) break
      bytes[size++] = four >> 16
      bytes[size++] = four >> 8
      bytes[size++] = four
    }
    if (at >= end) break
    const value = digitAt(text, at++)
    if (value === SPACE) continue
    if (value === NONE) throw new SyntaxError('Not a base64 digit')
    group = (group << 6) | value
    if (++digits % 4 === 0) {
      bytes[size++] = group >> 16
      bytes[size++] = group >> 8
      bytes[size++] = group
      group = 0
    }
  }
  const left = digits % 4
  const padding = text.slice(end).replace(/[\t\n\f\r ]/g, '').length
  if (left === 1 || (padding > 0 && (left === 0 || left + padding !== 4))) {
    throw new SyntaxError('Not a valid base64 length')
  }
  if (left === 2) bytes[size++] = group >> 4
  if (left === 3) {
    bytes[size++] = group >> 10
    bytes[size++] = group >> 2
  }
  return bytes.subarray(0, size)
}

/** The 24 bits of four digits; -1 if one of them is not a digit. */
function fourDigits(text: string, at: number): number {
  const first = digitAt(text, at)
  const second = digitAt(text, at + 1)
  const third = digitAt(text, at + 2)
  const fourth = digitAt(text, at + 3)
  if ((first | second | third | fourth) >= NONE) return -1
  return (first << 18) | (second << 12) | (third << 6) | fourth
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return (code < values.length ? values[code] : undefined) ?? NONE
}

/** Index of the first character of the white space and padding at the end. */
function endOfDigits(text: string, start: number): number {
  let end = text.length
  while (end > start && isTail(text, end - 1)) end--
  return end
}

function isTail(text: string, at: number): boolean {
  return text[at] === PADDING || digitAt(text, at) === SPACE
}
