const CHUNK_HEADER = 8

/**
 * Whether a WAV file has anything after the header of its `data` chunk. Recorders that stream write no size there, so the bytes
 * are counted. Chunks are `id`, size and content, padded to an even length; the first one begins after `RIFF`, a size and `WAVE`.
 */
export function hasSamples(wav: Uint8Array): boolean {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength)
  let at = 12
  while (at + CHUNK_HEADER < wav.byteLength) {
    if (String.fromCharCode(...wav.subarray(at, at + 4)) === 'data') return true
    const size = view.getUint32(at + 4, true)
    at += CHUNK_HEADER + size + (size % 2)
  }
  return false
}
