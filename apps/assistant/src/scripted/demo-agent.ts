import type { EventLike, RunAgentInput } from '@flightdeck/run-engine'

/** The shape in which the demo hands its agents to the runtime. */
export interface DemoAgent {
  /** One line for people, shown by `GET /info`. */
  description: string
  run(input: RunAgentInput, context: { signal: AbortSignal }): AsyncIterable<EventLike>
}
