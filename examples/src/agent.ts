import type { EventLike } from '@flightdeck/runtime/v2'

/** A custom agent: any object with a `run` method that returns AG-UI events. */
export interface OwnAgent {
  run(input: { threadId: string; runId: string }): AsyncIterable<EventLike>
}

/** Sends a greeting. */
export function greeter(greeting = 'Hello'): OwnAgent {
  return {
    async *run({ threadId, runId }) {
      yield event('TEXT_MESSAGE_CHUNK', { messageId: `${runId}-answer`, delta: greeting })
      yield event('RUN_FINISHED', { threadId, runId })
    },
  }
}

/** Counts until the run is stopped. */
export function counter(): OwnAgent {
  return {
    async *run({ runId }) {
      for (let number = 1; ; number += 1) {
        yield event('TEXT_MESSAGE_CHUNK', { messageId: `${runId}-answer`, delta: `${number} ` })
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
}

function event(type: string, members: Record<string, unknown>): EventLike {
  return { type, ...members }
}
