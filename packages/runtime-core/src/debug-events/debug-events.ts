import { type LogChunk, type LogReader, RunnerError, type RunObserver } from '@flightdeck/run-engine'
import { DebugEventsReader } from './debug-events-reader.ts'

/** The stream that an event was sent on. */
interface EventPlace {
  readonly agentId: string
  readonly threadId: string
  /** Empty until the stream has had a `RUN_STARTED`. */
  readonly runId: string
}

/** Open readers of one user, and of the runtime. */
const MAX_PER_OWNER = 10
const MAX_READERS = 100

/** Copies the events of runs and connects to the readers of `GET /cpk-debug-events`, each those of its own user. */
export class DebugEvents {
  readonly #open = new Map<string | undefined, Set<DebugEventsReader>>()
  #closed = false

  /**
   * Opens a reader of the events from now on.
   *
   * @throws RunnerError `too_many_readers`, `runtime_closing`
   */
  open(owner: string | undefined): DebugEventsReader {
    if (this.#closed) throw new RunnerError('runtime_closing', 'The server is shutting down')
    const open = this.#open.get(owner) ?? new Set<DebugEventsReader>()
    if (open.size >= MAX_PER_OWNER || this.#readers().length >= MAX_READERS)
      throw new RunnerError('too_many_readers', 'Too many clients read debug events')
    const reader = new DebugEventsReader(() => {
      open.delete(reader)
      if (open.size === 0) this.#open.delete(owner)
    })
    this.#open.set(owner, open.add(reader))
    return reader
  }

  /**
   * Returns the observer of an owner's run. The owner is not taken from the run: runs that are not stored have another.
   */
  observerFor(owner: string | undefined): RunObserver {
    return {
      onEvent: (event, run) => {
        if (this.#open.has(owner)) this.#send(owner, run, JSON.stringify(event))
      },
    }
  }

  /** Returns a reader of a thread whose events are copied as the client reads them. */
  watch(
    reader: LogReader,
    { owner, agentId, threadId }: { owner: string | undefined; agentId: string; threadId: string },
  ): LogReader {
    let runId = ''
    const copy = (chunk: LogChunk | null): LogChunk | null => {
      if (chunk === null || !this.#open.has(owner)) return chunk
      for (const json of chunk.events) {
        runId = startedRunOf(json) ?? runId
        this.#send(owner, { agentId, threadId, runId }, json)
      }
      return chunk
    }
    const { poll } = reader
    return {
      next: async (maxBytes) => copy(await reader.next(maxBytes)),
      ...(poll && {
        poll: (maxBytes, wake) => {
          const chunk = poll.call(reader, maxBytes, wake)
          return chunk === undefined ? undefined : copy(chunk)
        },
      }),
      close: () => reader.close(),
    }
  }

  /** Ends every stream. */
  close(): void {
    this.#closed = true
    for (const reader of this.#readers()) reader.close()
  }

  #readers(): DebugEventsReader[] {
    return [...this.#open.values()].flatMap((open) => [...open])
  }

  #send(owner: string | undefined, { agentId, threadId, runId }: EventPlace, event: string): void {
    const place = JSON.stringify({ timestamp: Date.now(), agentId, threadId, runId })
    const json = `${place.slice(0, -1)},"event":${event}}`
    for (const reader of this.#open.get(owner) ?? []) reader.push(json)
  }
}

function startedRunOf(json: string): string | undefined {
  if (!json.includes('"RUN_STARTED"')) return undefined
  const event = JSON.parse(json) as { type?: unknown; runId?: unknown }
  return event.type === 'RUN_STARTED' && typeof event.runId === 'string' ? event.runId : undefined
}
