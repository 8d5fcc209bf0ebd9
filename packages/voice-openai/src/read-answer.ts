import { TranscriptionError } from '@flightdeck/transcription'
import { field } from './field.ts'

/**
 * The words in an answer that came whole.
 *
 * @throws TranscriptionError `provider_error`, when there are none in it
 */
export function readText(answer: unknown): string {
  const text = field(answer, 'text')
  if (typeof text === 'string') return text
  throw new TranscriptionError('provider_error', undefined, {
    cause: new TypeError(`The answer has no text; it is ${typeof answer}`),
  })
}

/**
 * The events of an answer that comes in pieces.
 *
 * @throws TranscriptionError `provider_error`, when the answer is no stream
 */
export function readEvents(answer: unknown): AsyncIterable<unknown> {
  if (isAsyncIterable(answer)) return answer
  throw new TranscriptionError('provider_error', undefined, {
    cause: new TypeError('A stream was asked for, and the answer is none'),
  })
}

/** The words that an event of a stream adds, if it adds any. */
export function readDelta(event: unknown): string | undefined {
  return field(event, 'type') === 'transcript.text.delta' ? asText(field(event, 'delta')) : undefined
}

/** All the words, if this is the event of a stream that tells them. */
export function readWhole(event: unknown): string | undefined {
  return field(event, 'type') === 'transcript.text.done' ? asText(field(event, 'text')) : undefined
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
