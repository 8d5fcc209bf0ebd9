import type { EventLike, RunAgentInput } from '@flightdeck/run-engine'

/** The agents of the demo. */
export interface DemoAgent {
  /** A one-line description, part of `GET /info`. */
  description: string
  run(input: RunAgentInput, context: { signal: AbortSignal }): AsyncIterable<EventLike>
}
