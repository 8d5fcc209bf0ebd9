import { type RunObserver, tellObservers, toIdentity } from '../contract/run-observer.ts'
import { encodeEvent } from '../events/encode-event.ts'
import type { RunAgentInput, WireEvent } from '../events/events.ts'
import { needsLegacySpelling } from '../events/legacy-wire.ts'
import { EventGuard } from '../guard/event-guard.ts'
import { ThreadReducer } from '../reducer/thread-reducer.ts'
import { startInputOf } from '../run/start-input.ts'
import type { RunRecord, ThreadKey, ThreadView } from '../store/thread-record.ts'
import { isStaleEpoch, type ThreadStore } from '../store/thread-store.ts'

const MESSAGE = 'The server went away during this run'

/** What a recovery works with. */
export interface RecoveryOptions {
  store: ThreadStore
  key: ThreadKey
  /** The run as it was seen to be abandoned. */
  run: RunRecord
  leaseMs: number
  observers: readonly RunObserver[]
}

/**
 * Ends a run whose process is gone, in that process's place: what is open is closed, the run ends visibly as
 * interrupted, and its thread is free. A run whose own ending had been kept ends with that. Does nothing if somebody
 * else was faster.
 */
export async function recoverRun(options: RecoveryOptions): Promise<void> {
  const { store, key, leaseMs } = options
  const seized = await store.seize({ key, epoch: options.run.epoch, leaseMs })
  const run = seized?.thread.running
  if (seized === undefined || run === undefined) return
  try {
    await endInPlace(options, seized.thread, run, seized.epoch)
  } catch (error) {
    // Whoever took it over from here ends it instead.
    if (!isStaleEpoch(error)) throw error
  }
}

async function endInPlace(
  { store, key, observers }: RecoveryOptions,
  thread: ThreadView,
  run: RunRecord,
  epoch: number,
): Promise<void> {
  const { threadId } = key
  const { runId, base } = run
  const reducer = new ThreadReducer({ messages: thread.messages, state: thread.state })
  const added: WireEvent[] = []
  const guard = new EventGuard({
    threadId,
    runId,
    emit: (event) => added.push(event),
    startInput: startInputOf({ ...emptyInput(key, runId), messages: openingOf(run) }, thread.messages),
    ownerOf: (kind, id) => reducer.ownerOf(kind, id),
  })
  let head = base
  let ending: string | undefined
  for (;;) {
    const read = await store.read({ key, generation: thread.generation, after: head, maxBytes: 1_000_000 })
    if (read.gone || read.events.length === 0) break
    for (const json of read.events) {
      const event = JSON.parse(json) as WireEvent
      reducer.apply(event, json)
      guard.push(event)
      ending = json
    }
    head += read.events.length
  }
  if (head > base) added.length = 0
  const endedByItself = guard.ended !== undefined
  guard.start()
  guard.finish({ kind: 'failed', message: MESSAGE, code: 'run_interrupted' })
  let endingMarked = false
  if (!endedByItself) {
    const events = added.map(encodeEvent)
    added.forEach((event, index) => {
      reducer.apply(event, events[index] as string)
    })
    const isMarked = added.map(needsLegacySpelling)
    const marked = isMarked.slice(0, -1).flatMap((each, index) => (each ? [head + 1 + index] : []))
    const before = events.slice(0, -1)
    if (before.length > 0) await store.append({ key, runId, epoch, first: head + 1, events: before, marked })
    head += events.length
    ending = events.at(-1)
    endingMarked = isMarked.at(-1) === true
  }
  const outcome = guard.ended
  const status = endedByItself ? (outcome?.status ?? 'failed') : 'interrupted'
  const endedAt = Date.now()
  await store.finish({
    key,
    runId,
    epoch,
    status,
    endedAt,
    ending: ending ?? '',
    endingMarked,
    head,
    ...reducer.content(),
    ...(outcome?.status === 'paused' && {
      interrupts: outcome.interrupts.map((each) => ({ id: each.id, json: JSON.stringify(each) })),
    }),
  })
  tellObservers(observers, (observer) =>
    observer.onRunEnd?.({
      ...toIdentity(key, runId, run.agentId),
      status,
      startedAt: run.startedAt,
      endedAt,
      events: head - base,
      repairs: {},
      get messages() {
        return reducer.produced()
      },
    }),
  )
}

function openingOf({ opening }: RunRecord): RunAgentInput['messages'] {
  return opening === undefined ? [] : (JSON.parse(opening) as RunAgentInput['messages'])
}

function emptyInput({ threadId }: ThreadKey, runId: string): RunAgentInput {
  return { threadId, runId, messages: [], tools: [], context: [] }
}
