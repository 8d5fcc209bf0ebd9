import { toTranscriptionError } from '../errors/to-transcription-error.ts'
import { TranscriptionError } from '../errors/transcription-error.ts'
import { type CallOptions, TranscriptionCall } from './transcription-call.ts'
import type { TranscribeFileOptions, TranscriptionService } from './transcription-service.ts'

/** The next step of a transcript: a part of the text, or at the end the complete text. */
export type TranscriptStep =
  | { readonly done: false; readonly delta: string }
  | { readonly done: true; readonly text: string }

/** A transcript that is read while it is produced. */
export interface Transcript {
  /**
   * Returns the next step. Call it again only after it has settled, and not after the last step or a failure.
   *
   * @throws TranscriptionError
   */
  next(): Promise<TranscriptStep>
  /** Stops reading and aborts the call of the service. */
  close(): void
}

/**
 * Transcribes a recording with a service. The call ends when the client disconnects or the time is up, even if the
 * service ignores its signal.
 *
 * @throws TranscriptionError `client_closed`, `transcription_timeout`, or an error of the service as converted by
 *   {@link toTranscriptionError}
 */
export async function transcribeRecording(
  service: TranscriptionService,
  audioFile: File,
  options: CallOptions = {},
): Promise<string> {
  const call = new TranscriptionCall(options)
  return abortable(call, async () => {
    const text = await call.during(service.transcribeFile(toServiceOptions(audioFile, call)))
    call.end()
    return asString(text)
  })
}

/**
 * Transcribes a recording step by step. The call begins with the first `next()`. A service that does not stream returns
 * the complete text in one step.
 */
export function openTranscript(
  service: TranscriptionService,
  audioFile: File,
  options: CallOptions = {},
): Transcript {
  const call = new TranscriptionCall(options)
  let iterator: AsyncIterator<unknown, unknown> | undefined
  let received = ''

  const nextPiece = async (): Promise<TranscriptStep> => {
    if (service.transcribeFileStream === undefined) {
      const text = await call.during(service.transcribeFile(toServiceOptions(audioFile, call)))
      return { done: true, text: asString(text) }
    }
    iterator ??= service.transcribeFileStream(toServiceOptions(audioFile, call))[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await call.during(iterator.next())
      if (done) return { done, text: typeof value === 'string' ? value : received }
      const delta = asString(value)
      received += delta
      if (delta !== '') return { done: false, delta }
    }
  }
  const release = (): void => {
    call.end()
    // Not awaited: a generator that is waiting returns only after its wait is over.
    Promise.resolve(iterator?.return?.()).catch(() => {})
  }
  return {
    async next() {
      try {
        const step = await abortable(call, nextPiece)
        if (step.done) call.end()
        return step
      } catch (failure) {
        release()
        throw failure
      }
    },
    close() {
      call.abort(new TranscriptionError('client_closed'))
      release()
    },
  }
}

async function abortable<T>(call: TranscriptionCall, work: () => Promise<T>): Promise<T> {
  try {
    if (call.failure !== undefined) throw call.failure
    return await work()
  } catch (error) {
    call.end()
    throw call.failure ?? toTranscriptionError(error)
  }
}

function toServiceOptions(audioFile: File, { signal }: TranscriptionCall): TranscribeFileOptions {
  return { audioFile, mimeType: audioFile.type, size: audioFile.size, signal }
}

function asString(text: unknown): string {
  if (typeof text === 'string') return text
  throw new TypeError('A transcription service must return strings')
}
