import { TranscriptionError } from '@flightdeck/transcription'

/** The answer of a server that failed. For the log. */
export class WhisperServerError extends Error {
  override readonly name: string = 'WhisperServerError'
  readonly status: number
  readonly headers: Headers

  constructor({ status, headers }: Response, body: string) {
    super(`The Whisper server answered ${status}: ${body.slice(0, 500)}`)
    this.status = status
    this.headers = headers
  }
}

/**
 * The words in an answer.
 *
 * @throws WhisperServerError when the server failed
 * @throws TranscriptionError when it could not read the recording, or answered something else
 */
export async function readAnswer(response: Response): Promise<string> {
  const body = await response.text()
  const failure = (): WhisperServerError => new WhisperServerError(response, body)
  // whisper.cpp says that it cannot read a recording with 400, and in older versions with 200 and an `error`.
  if (response.status === 400) throw unreadable(failure())
  if (!response.ok) throw failure()
  const answer = parse(body)
  if ('text' in answer && typeof answer.text === 'string') return toOneLine(answer.text)
  if ('error' in answer) throw unreadable(failure())
  throw new TranscriptionError('provider_error', undefined, { cause: failure() })
}

function unreadable(cause: Error): TranscriptionError {
  return new TranscriptionError('invalid_audio_format', 'The recording could not be read', { cause })
}

function parse(body: string): object {
  try {
    const answer: unknown = JSON.parse(body)
    return typeof answer === 'object' && answer !== null ? answer : {}
  } catch {
    return {}
  }
}

// whisper.cpp puts each segment on a line of its own, with a space before it.
function toOneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}
