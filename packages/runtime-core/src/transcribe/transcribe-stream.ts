import { SSE_KEEP_ALIVE, sseFrame, sseHeaders } from '@flightdeck/protocol'
import { within } from '@flightdeck/run-engine/internal'
import {
  isTranscriptionError,
  type Transcript,
  TranscriptionError,
  type TranscriptStep,
} from '@flightdeck/transcription'

/** Options of {@link transcriptResponse}. */
export interface TranscriptResponseOptions {
  /** Bytes of the recording. */
  readonly size: number
  /** Media type of the recording. */
  readonly type: string
  /** Milliseconds without data after which a comment is sent. */
  readonly keepAliveMs: number
  /** Called once with an error that is sent within the stream. */
  readonly onFailure: (failure: TranscriptionError) => void
}

/**
 * Streams a transcript as Server-Sent Events. The response starts with the first text, so that an earlier error still has
 * its own status; after `keepAliveMs` without text it starts anyway.
 *
 * @throws TranscriptionError for a failure before the response begins
 */
export async function transcriptResponse(
  transcript: Transcript,
  { size, type, keepAliveMs, onFailure }: TranscriptResponseOptions,
): Promise<Response> {
  const encoder = new TextEncoder()
  let asked: Promise<TranscriptStep> | undefined

  /** The next frame, and whether it is the last. */
  const next = async (): Promise<{ frame: string; isLast: boolean }> => {
    asked ??= transcript.next()
    const step = await within(asked, keepAliveMs)
    if (step === undefined) return { frame: SSE_KEEP_ALIVE, isLast: false }
    asked = undefined
    if (!step.done) {
      return {
        frame: sseFrame(JSON.stringify({ type: 'transcript.text.delta', delta: step.delta })),
        isLast: false,
      }
    }
    const done = { type: 'transcript.text.done', text: step.text, size, mimeType: type }
    return { frame: sseFrame(JSON.stringify(done)), isLast: true }
  }
  const fail = (error: unknown): { frame: string; isLast: boolean } => {
    const failure = isTranscriptionError(error)
      ? error
      : new TranscriptionError('provider_error', undefined, { cause: error })
    onFailure(failure)
    const { code, message, retryable } = failure
    return {
      frame: sseFrame(JSON.stringify({ type: 'error', error: code, message, code, retryable })),
      isLast: true,
    }
  }

  let upcoming: ReturnType<typeof next> | undefined = Promise.resolve(await next())
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { frame, isLast } = await (upcoming ?? next()).catch(fail)
        upcoming = undefined
        controller.enqueue(encoder.encode(frame))
        if (isLast) controller.close()
      },
      cancel: () => transcript.close(),
    },
    { highWaterMark: 0 },
  )
  return new Response(stream, { headers: sseHeaders })
}
