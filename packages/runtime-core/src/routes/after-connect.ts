import type { LogChunk, LogReader, Message, WireEvent } from '@flightdeck/run-engine'
import { ThreadReducer } from '@flightdeck/run-engine/internal'
import type { AfterRun } from '../routing/dispatch.ts'
import { sseResponse } from '../sse/sse.ts'
import { framesIn } from '../sse/sse-frames.ts'
import { toAfterMessage } from './event-response.ts'

/** A reader that remembers what was read. */
export interface RecordedReader extends LogReader {
  /** Resolves with what the client was sent, when the stream has ended or the client has disconnected. */
  readonly after: Promise<AfterRun>
}

/** Records what a reader is sent, for `afterRequestMiddleware`. The chunks are those of the log: no event is copied. */
export function recordReader(reader: LogReader, threadId: string): RecordedReader {
  const sent: LogChunk[] = []
  let finish = (_: AfterRun): void => {}
  const after = new Promise<AfterRun>((resolve) => {
    finish = resolve
  })
  const record = (chunk: LogChunk | null): LogChunk | null => {
    if (chunk === null) finish(afterOf(sent, threadId))
    else sent.push(chunk)
    return chunk
  }
  const { poll } = reader
  return {
    after,
    next: async (maxBytes) => record(await reader.next(maxBytes)),
    ...(poll && {
      poll: (maxBytes, wake) => {
        const chunk = poll.call(reader, maxBytes, wake)
        return chunk === undefined ? undefined : record(chunk)
      },
    }),
    close() {
      reader.close()
      finish(afterOf(sent, threadId))
    },
  }
}

function afterOf(sent: readonly LogChunk[], threadId: string): AfterRun {
  const reducer = new ThreadReducer({ messages: [], state: undefined })
  let runId: string | undefined
  for (const json of sent.flatMap(({ events }) => events)) {
    const event = JSON.parse(json) as WireEvent
    if (event.type === 'RUN_STARTED') runId = event.runId
    reducer.apply(event, json)
  }
  const messages = reducer.content().messages.map(({ json }) => toAfterMessage(JSON.parse(json) as Message))
  const left = [...sent]
  const replay = { next: () => left.shift() ?? null, close: () => {} }
  const response = sseResponse(() => replay, {
    toFrames: framesIn('1.0'),
    keepAliveMs: Number.POSITIVE_INFINITY,
  })
  return { messages, threadId, runId, response }
}
