import type { EventLike } from '@flightdeck/runtime/v2'

/** An agent of your own: any object with a `run` method that gives AG-UI events. */
export function greeter(greeting = 'Hello'): {
  run(input: { threadId: string; runId: string }): AsyncIterable<EventLike>
} {
  return {
    async *run({ threadId, runId }) {
      const words: (EventLike & Record<string, unknown>)[] = [
        { type: 'TEXT_MESSAGE_CHUNK', messageId: `${runId}-answer`, delta: greeting },
        { type: 'RUN_FINISHED', threadId, runId },
      ]
      yield* words
    },
  }
}
