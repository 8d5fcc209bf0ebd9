import type { TranscriptionArguments, TranscriptionLike } from './server-under-test.ts'

/** The operation. */
export const transcribe = { method: 'transcribe' } as const
/** The type of a recording made by a browser. */
export const opus = 'audio/webm;codecs=opus'

/** Bytes with the signature of WebM and every byte value, including the line breaks and dashes of a multipart form. */
export function recording(size: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 256)
  bytes.set([0x1a, 0x45, 0xdf, 0xa3])
  return bytes
}

/** Bytes as base64. */
export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** The bytes of a file. */
export async function bytesOf(file: File | undefined): Promise<Uint8Array> {
  return new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
}

/** A transcription service that records its calls. */
export interface RecordingService extends TranscriptionLike {
  /** The arguments of each call. */
  readonly calls: TranscriptionArguments[]
}

/** A service that returns the result of a function. */
export function transcribing(
  answer: (given: TranscriptionArguments) => string | Promise<string>,
): RecordingService {
  const calls: TranscriptionArguments[] = []
  return {
    calls,
    async transcribeFile(given) {
      calls.push(given)
      return answer(given)
    },
  }
}

/** A service that streams its text. */
export function streaming(
  pieces: (given: TranscriptionArguments) => AsyncIterable<string>,
): TranscriptionLike {
  return {
    transcribeFile: () => Promise.reject(new Error('A service that can stream was not asked to')),
    transcribeFileStream: pieces,
  }
}

/** Resolves when the call is aborted. */
export function whenAborted({ signal }: TranscriptionArguments): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}
