import type { AppendRequest } from '@flightdeck/run-engine/store'

/** Maximum size of one part, so that the event loop is not blocked. */
const MAX_EVENTS = 500
const MAX_CHARACTERS = 1_000_000

/** Splits a long append into parts that are written one by one, in order. */
export function splitAppend(request: AppendRequest): AppendRequest[] {
  const { events, first } = request
  const parts: AppendRequest[] = []
  let from = 0
  do {
    let to = from
    let characters = 0
    while (to < events.length && to - from < MAX_EVENTS && characters < MAX_CHARACTERS) {
      characters += events[to]?.length ?? 0
      to += 1
    }
    parts.push({ ...request, first: first + from, events: events.slice(from, to) })
    from = to
  } while (from < events.length)
  return parts
}
