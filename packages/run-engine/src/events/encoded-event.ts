// Tests: `runnerConformance` of `@flightdeck/testkit`.
import { encodeEvent } from './encode-event.ts'
import type { WireEvent } from './events.ts'
import { needsLegacyWire } from './legacy-wire.ts'

/** An event that was encoded once. */
export interface EncodedEvent {
  readonly json: string
  /** Whether 0.x clients need the legacy form of the event. */
  readonly legacy: boolean
}

/** Encodes an event. */
export function encodedEvent(event: WireEvent): EncodedEvent {
  return { json: encodeEvent(event), legacy: needsLegacyWire(event) }
}

/** Splits encoded events into their texts and the indexes of those that have a legacy form. */
export function splitEncoded(encoded: readonly EncodedEvent[]): { events: string[]; legacy: number[] } {
  return {
    events: encoded.map(({ json }) => json),
    legacy: encoded.flatMap(({ legacy }, index) => (legacy ? [index] : [])),
  }
}
