import type { EventLike } from '@flightdeck/runtime/v2'

/** An agent of your own: any object with a `run` method that gives AG-UI events. */
export interface OwnAgent {
  run(input: { threadId: string; runId: string }): AsyncIterable<EventLike>
}

/** Greets. */
export function greeter(greeting = 'Hello'): OwnAgent {
  return {
    async *run({ threadId, runId }) {
      yield event('TEXT_MESSAGE_CHUNK', { messageId: `${runId}-answer`, delta: greeting })
      yield event('RUN_FINISHED', { threadId, runId })
    },
  }
}

/** Counts, for as long as somebody listens. */
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
