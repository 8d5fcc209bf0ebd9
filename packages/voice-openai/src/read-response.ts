import { TranscriptionError } from '@flightdeck/transcription'
import { field } from './field.ts'

/**
 * Returns the text of a response that is not streamed.
 *
 * @throws TranscriptionError `provider_error` if it has no text
 */
export function readText(response: unknown): string {
  const text = field(response, 'text')
  if (typeof text === 'string') return text
  throw new TranscriptionError('provider_error', undefined, {
    cause: new TypeError(`The response has no text; it is of type ${typeof response}`),
  })
}

/**
 * Returns the events of a streamed response.
 *
 * @throws TranscriptionError `provider_error` if the response is not a stream
 */
export function readEvents(response: unknown): AsyncIterable<unknown> {
  if (isAsyncIterable(response)) return response
  throw new TranscriptionError('provider_error', undefined, {
    cause: new TypeError('The response is not a stream'),
  })
}

/** Returns the text that a stream event adds; undefined if it adds none. */
export function readDelta(event: unknown): string | undefined {
  return field(event, 'type') === 'transcript.text.delta' ? asText(field(event, 'delta')) : undefined
}

/** Returns the complete text if this is the last event of a stream; undefined otherwise. */
export function readWhole(event: unknown): string | undefined {
  return field(event, 'type') === 'transcript.text.done' ? asText(field(event, 'text')) : undefined
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
