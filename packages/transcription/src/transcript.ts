import { type CallOptions, CallWatch } from './call-watch.ts'
import { toTranscriptionError } from './to-transcription-error.ts'
import { TranscriptionError } from './transcription-error.ts'
import type { TranscribeFileOptions, TranscriptionService } from './transcription-service.ts'

/** What is heard next: a piece of the text, or at last the whole of it. */
export type TranscriptStep =
  | { readonly done: false; readonly delta: string }
  | { readonly done: true; readonly text: string }

/** The words of a recording as they come. */
export interface Transcript {
  /**
   * The next step. One call at a time; none after the last step or a failure.
   *
   * @throws TranscriptionError
   */
  next(): Promise<TranscriptStep>
  /** Nobody listens any more: the service is told to stop. */
  close(): void
}

/**
 * Has a service put a recording into words. The call ends when the client leaves or the time is up, whether the
 * service heeds its signal or not.
 *
 * @throws TranscriptionError `client_closed`, `transcription_timeout`, and what {@link toTranscriptionError} makes of
 *   a failure of the service
 */
export async function transcribeRecording(
  service: TranscriptionService,
  audioFile: File,
  options: CallOptions = {},
): Promise<string> {
  const watch = new CallWatch(options)
  return guarded(watch, async () => {
    const text = await watch.during(service.transcribeFile(toServiceOptions(audioFile, watch)))
    watch.end()
    return checked(text)
  })
}

/**
 * The same piece by piece. The call begins with the first `next()`. A service that does not stream gives the whole
 * text in one step.
 */
export function openTranscript(
  service: TranscriptionService,
  audioFile: File,
  options: CallOptions = {},
): Transcript {
  const watch = new CallWatch(options)
  let iterator: AsyncIterator<unknown, unknown> | undefined
  let heard = ''

  const nextPiece = async (): Promise<TranscriptStep> => {
    if (service.transcribeFileStream === undefined) {
      const text = await watch.during(service.transcribeFile(toServiceOptions(audioFile, watch)))
      return { done: true, text: checked(text) }
    }
    iterator ??= service.transcribeFileStream(toServiceOptions(audioFile, watch))[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await watch.during(iterator.next())
      if (done) return { done, text: typeof value === 'string' ? value : heard }
      const delta = checked(value)
      heard += delta
      if (delta !== '') return { done: false, delta }
    }
  }
  const release = (): void => {
    watch.end()
    // Never awaited: a generator that waits for something answers only when it has come.
    Promise.resolve(iterator?.return?.()).catch(() => {})
  }
  return {
    async next() {
      try {
        const step = await guarded(watch, nextPiece)
        if (step.done) watch.end()
        return step
      } catch (failure) {
        release()
        throw failure
      }
    },
    close() {
      watch.giveUp(new TranscriptionError('client_closed'))
      release()
    },
  }
}

async function guarded<T>(watch: CallWatch, work: () => Promise<T>): Promise<T> {
  try {
    if (watch.failure !== undefined) throw watch.failure
    return await work()
  } catch (error) {
    watch.end()
    throw watch.failure ?? toTranscriptionError(error)
  }
}

function toServiceOptions(audioFile: File, { signal }: CallWatch): TranscribeFileOptions {
  return { audioFile, mimeType: audioFile.type, size: audioFile.size, signal }
}

function checked(text: unknown): string {
  if (typeof text === 'string') return text
  throw new TypeError('A transcription service must give strings')
}
