import type { AppendRequest } from '@flightdeck/run-engine'

/** What one piece holds at most: more would keep the event loop for too long. */
const MAX_EVENTS = 500
const MAX_CHARACTERS = 1_000_000

/** Cuts a long append into pieces that can be written one by one, in order. */
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
