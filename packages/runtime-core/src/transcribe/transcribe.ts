import {
  isTranscriptionError,
  openTranscript,
  TranscriptionError,
  type TranscriptionService,
  transcribeRecording,
} from '@flightdeck/transcription'
import { isEventStreamWanted } from '../http/content-type.ts'
import { fetchRequestOf, type ServerRequest } from '../http/host-request.ts'
import { unread } from '../http/read-body.ts'
import { errorResponse } from '../http/runtime-error.ts'
import type { Logger } from '../logging/logger.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import { envelopeBodyOf } from '../routing/envelope-body.ts'
import { readAudioJson } from '../upload/read-audio-json.ts'
import { readAudioUpload } from '../upload/read-audio-upload.ts'
import { fromTranscriptionError } from '../upload/transcription-errors.ts'
import { transcriptResponse } from './transcribe-stream.ts'
import type { ResolvedTranscription } from './transcription.ts'

/** The part of a handler's context that this route uses. */
export interface TranscribeContext {
  readonly request: ServerRequest
  readonly runtime: {
    readonly options: { readonly transcriptionService?: TranscriptionService | undefined }
    readonly transcription: ResolvedTranscription
    readonly keepAliveMs: number
    readonly logger: Logger
  }
  admit(): Promise<string | undefined>
}

/**
 * `POST /transcribe`: transcribes a recording and responds with `{ text, size, type }`, or streams the text to a
 * client that accepts `text/event-stream`.
 *
 * @throws RuntimeError `service_not_configured`, `unauthorized`, `body_already_read`, and the errors of
 *   invalid recordings
 */
export async function transcribe(context: TranscribeContext): Promise<RouteResult> {
  const { options, transcription, keepAliveMs, logger } = context.runtime
  const service = options.transcriptionService
  if (service === undefined) throw fromTranscriptionError(new TranscriptionError('service_not_configured'))
  await context.admit()
  const request = fetchRequestOf(context.request)
  const audioFile = await readRecording(request, transcription)
  const { size, type } = audioFile
  const call = { request, timeoutMs: transcription.timeoutMs }
  const onFailure = (failure: TranscriptionError): void => report(logger, failure)
  try {
    if (isEventStreamWanted(request.headers.get('accept'))) {
      const transcript = openTranscript(service, audioFile, call)
      return { response: await transcriptResponse(transcript, { size, type, keepAliveMs, onFailure }) }
    }
    const text = await transcribeRecording(service, audioFile, call)
    return { response: Response.json({ text, size, type }) }
  } catch (failure) {
    if (!isTranscriptionError(failure)) throw failure
    const error = fromTranscriptionError(failure)
    // A failure of the server is logged where all of them are, and the hook `onError` is told of it.
    if (error.status === 500) throw error
    onFailure(failure)
    return { response: errorResponse(error) }
  }
}

async function readRecording(request: Request, limits: ResolvedTranscription): Promise<File> {
  try {
    const enveloped = envelopeBodyOf(request)
    return enveloped === undefined
      ? await readAudioUpload(unread(request), limits)
      : readAudioJson(enveloped.body, limits)
  } catch (error) {
    throw isTranscriptionError(error) ? fromTranscriptionError(error) : error
  }
}

function report(logger: Logger, failure: TranscriptionError): void {
  const { code, cause: error = failure } = failure
  if (code === 'client_closed')
    logger.debug('The client disconnected before its recording was transcribed', { error })
  else logger.error('A transcription failed', { error, code })
}
