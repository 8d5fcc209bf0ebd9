// Covered by multipart.test.ts.
/** Returns the index of the first `needle` from `start` on; -1 if there is none. */
export function find(bytes: Uint8Array, needle: Uint8Array, start = 0): number {
  const first = needle[0] ?? 0
  for (let at = bytes.indexOf(first, start); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (matches(bytes, needle, at)) return at
  }
  return -1
}

/** True if `bytes` contains `needle` at `at`. */
export function matches(bytes: Uint8Array, needle: Uint8Array, at: number): boolean {
  return at + needle.byteLength <= bytes.byteLength && startsAlike(bytes, needle, at)
}

/** Returns the index of a `needle` that may start in `bytes` and continue in the next chunk; the length of `bytes` if none. */
export function partialMatchAt(bytes: Uint8Array, needle: Uint8Array): number {
  const from = Math.max(0, bytes.byteLength - needle.byteLength + 1)
  for (let at = from; at < bytes.byteLength; at++) if (startsAlike(bytes, needle, at)) return at
  return bytes.byteLength
}

function startsAlike(bytes: Uint8Array, needle: Uint8Array, at: number): boolean {
  const length = Math.min(needle.byteLength, bytes.byteLength - at)
  for (let index = 0; index < length; index++) if (bytes[at + index] !== needle[index]) return false
  return true
}
