import { isRecord } from '../../json/fields.ts'
import { tryParseJson } from '../../json/try-parse-json.ts'
import { mapEventsOf } from './map-events.ts'

const EVENT_TYPES: ReadonlySet<unknown> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'ping',
  'error',
])

/**
 * A `fetch` for servers of Anthropic's messages API. Events of other types are left out, as its documentation asks clients to.
 * An event whose `usage` is null or absent gets the tokens that were last reported: gateways send such events, and the AI SDK
 * rejects them with the stop reason that they carry.
 */
export function toMessagesFetch(send: typeof fetch = (input, init) => fetch(input, init)): typeof fetch {
  return mapEventsOf(send, () => {
    let tokens: { input_tokens: number; output_tokens: number } = { input_tokens: 0, output_tokens: 0 }
    let hasBegun = false
    const fitUsage = (given: unknown): object => {
      const usage = isRecord(given) ? given : {}
      const fitted = {
        ...usage,
        input_tokens: countOf(usage.input_tokens) ?? tokens.input_tokens,
        output_tokens: countOf(usage.output_tokens) ?? tokens.output_tokens,
      }
      tokens = { input_tokens: fitted.input_tokens, output_tokens: fitted.output_tokens }
      return fitted
    }
    return {
      map(data) {
        const event = tryParseJson(data)
        // What is no JSON is a fault of the response.
        if (typeof event === 'string') return [data]
        if (!isRecord(event) || !(EVENT_TYPES.has(event.type) || event.error)) return []
        if (event.type === 'message_start') hasBegun = true
        if (!hasBegun && String(event.type).startsWith('content_block')) return []
        const { message } = event
        if (event.type === 'message_start' && isRecord(message)) {
          return [JSON.stringify({ ...event, message: { ...message, usage: fitUsage(message.usage) } })]
        }
        if (event.type !== 'message_delta') return [data]
        return [JSON.stringify({ ...event, usage: fitUsage(event.usage) })]
      },
    }
  })
}

function countOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
