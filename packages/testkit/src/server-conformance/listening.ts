import type { TranscriptionArguments, TranscriptionLike } from './server-under-test.ts'

/** The operation. */
export const transcribe = { method: 'transcribe' } as const
/** What browsers say of their recordings. */
export const opus = 'audio/webm;codecs=opus'

/** Bytes that begin as WebM does and go through every value, line breaks and dashes of a form among them. */
export function recording(size: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7 + (at >> 8)) % 256)
  bytes.set([0x1a, 0x45, 0xdf, 0xa3])
  return bytes
}

/** Bytes as JSON has them. */
export function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}

/** The bytes of a file. */
export async function bytesOf(file: File | undefined): Promise<Uint8Array> {
  return new Uint8Array((await file?.arrayBuffer()) ?? new ArrayBuffer(0))
}

/** A service of a test. */
export interface Listener extends TranscriptionLike {
  /** What it was given, call by call. */
  readonly heard: TranscriptionArguments[]
}

/** A service that answers what the function gives. */
export function listener(answer: (given: TranscriptionArguments) => string | Promise<string>): Listener {
  const heard: TranscriptionArguments[] = []
  return {
    heard,
    async transcribeFile(given) {
      heard.push(given)
      return answer(given)
    },
  }
}

/** A service that speaks while it listens. */
export function streaming(
  pieces: (given: TranscriptionArguments) => AsyncIterable<string>,
): TranscriptionLike {
  return {
    transcribeFile: () => Promise.reject(new Error('A service that can stream was not asked to')),
    transcribeFileStream: pieces,
  }
}

/** Resolves when nobody waits for the words any more. */
export function whenAborted({ signal }: TranscriptionArguments): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}
