import { TranscriptionError } from '@flightdeck/transcription'

/** An error response of the server. Written to the log only. */
export class WhisperServerError extends Error {
  override readonly name: string = 'WhisperServerError'
  readonly status: number
  readonly headers: Headers

  constructor({ status, headers }: Response, body: string) {
    super(`The Whisper server responded with ${status}: ${body.slice(0, 500)}`)
    this.status = status
    this.headers = headers
  }
}

/**
 * Returns the text of a response.
 *
 * @throws WhisperServerError if the server failed
 * @throws TranscriptionError if it could not read the recording, or if the response is not a transcription
 */
export async function readWhisperResponse(response: Response): Promise<string> {
  const body = await response.text()
  const failure = (): WhisperServerError => new WhisperServerError(response, body)
  // For a recording that it cannot read, whisper.cpp responds with 400; older versions with 200 and an `error`.
  if (response.status === 400) throw unreadable(failure())
  if (!response.ok) throw failure()
  const content = parse(body)
  if ('text' in content && typeof content.text === 'string') return toOneLine(content.text)
  if ('error' in content) throw unreadable(failure())
  throw new TranscriptionError('provider_error', undefined, { cause: failure() })
}

function unreadable(cause: Error): TranscriptionError {
  return new TranscriptionError('invalid_audio_format', 'The recording could not be read', { cause })
}

function parse(body: string): object {
  try {
    const content: unknown = JSON.parse(body)
    return typeof content === 'object' && content !== null ? content : {}
  } catch {
    return {}
  }
}

// whisper.cpp writes each segment on its own line, with a leading space.
function toOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}
