import { type Fields, isRecord } from '../../json/fields.ts'
import { tryParseJson } from '../../json/try-parse-json.ts'
import { mapEventsOf } from './map-events.ts'

/**
 * A `fetch` for APIs whose events are JSON objects: what gateways insert between them is left out. Errors stay, and so does
 * what is no JSON, which is a fault of the response.
 *
 * @param isEvent Whether an object is an event of the API
 */
export function toJsonEventsFetch(
  send: typeof fetch = (input, init) => fetch(input, init),
  isEvent: (event: Fields) => boolean = () => true,
): typeof fetch {
  return mapEventsOf(send, () => ({
    map(data) {
      const event = tryParseJson(data)
      if (typeof event === 'string') return [data]
      return isRecord(event) && (isEvent(event) || event.error) ? [data] : []
    },
  }))
}
