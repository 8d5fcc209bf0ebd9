// Covered by to-recording.test.ts.
import type { AudioFormat } from './audio-format.ts'

/** Number of bytes that {@link sniffAudio} reads. */
export const SNIFFED_BYTES = 12

/** Detects a format by the first bytes of a file. */
export function sniffAudio(head: Uint8Array): AudioFormat | undefined {
  if (startsWith(head, 0, 0x1a, 0x45, 0xdf, 0xa3)) return 'webm'
  const first = ascii(head, 0)
  switch (first) {
    case 'OggS':
      return 'ogg'
    case 'fLaC':
      return 'flac'
    case 'ADIF':
      return 'aac'
    case 'RIFF':
    case 'RF64':
      return ascii(head, 8) === 'WAVE' ? 'wav' : undefined
  }
  if (first.startsWith('ID3')) return 'mp3'
  return ascii(head, 4) === 'ftyp' ? 'mp4' : sniffFrame(head)
}

/** MPEG audio begins with eleven or twelve bits set. The layer is zero for AAC and not zero for MP3. */
function sniffFrame([first = 0, second = 0, third = 0]: Uint8Array): AudioFormat | undefined {
  if (first !== 0xff) return undefined
  if ((second & 0xf6) === 0xf0) return 'aac'
  const isMpeg = (second & 0xe0) === 0xe0 && (second & 0x18) !== 0x08 && (second & 0x06) !== 0
  const hasRate = (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c
  return isMpeg && hasRate ? 'mp3' : undefined
}

function startsWith(bytes: Uint8Array, at: number, ...expected: number[]): boolean {
  return expected.every((byte, index) => bytes[at + index] === byte)
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
