import type { EngineContext } from '../contract/engine-context.ts'
import { tellObservers, toIdentity } from '../contract/run-observer.ts'
import { type EncodedEvent, encodedEvent, splitEncoded } from '../events/encoded-event.ts'
import type { WireEvent } from '../events/events.ts'
import { needsLegacyWire } from '../events/legacy-wire.ts'
import { RunFold } from '../run/run-fold.ts'
import { readOpening, remoteStateAtStart } from '../store/run-opening.ts'
import type { RunRecord, ThreadKey, ThreadView } from '../store/thread-record.ts'
import { isStaleEpoch } from '../store/thread-store.ts'

const MESSAGE = 'The server went away during this run'

/** Characters of stored events that are read at a time. */
const READ_BYTES = 1_000_000

/**
 * Ends an abandoned run: closes what is open, ends the run as `interrupted` and frees its thread. A run whose own ending
 * is in the store ends with that. Does nothing if another process was faster.
 *
 * @param run the run as it was when it was seen to be abandoned
 */
export async function recoverRun(context: EngineContext, key: ThreadKey, run: RunRecord): Promise<void> {
  const { store, options } = context
  const seized = await store.seize({ key, epoch: run.epoch, leaseMs: options.leaseMs })
  const running = seized?.thread.running
  if (seized === undefined || running === undefined) return
  try {
    await endRun(context, seized.thread, running, seized.epoch)
  } catch (error) {
    // A process that seized the run after this one ends it.
    if (!isStaleEpoch(error)) throw error
  }
}

async function endRun(
  { store, observers, limits }: EngineContext,
  thread: ThreadView,
  run: RunRecord,
  epoch: number,
): Promise<void> {
  const { key, generation, messages } = thread
  const { runId, base } = run
  const opening = readOpening(run.opening)
  const state = remoteStateAtStart(opening, thread.state, limits)
  const added: EncodedEvent[] = []
  let replaying = true
  const fold = new RunFold({
    content: { messages, state },
    threadId: key.threadId,
    runId,
    input: { threadId: key.threadId, runId, messages: opening.messages, tools: [], context: [] },
    limits,
    emit: (event) => {
      if (replaying) return
      const encoded = encodedEvent(event)
      fold.apply(event, encoded.json, encoded.legacy)
      added.push(encoded)
    },
  })
  let head = base
  for (;;) {
    const read = await store.read({ key, generation, after: head, maxBytes: READ_BYTES })
    if (read.gone || read.events.length === 0) break
    for (const json of read.events) {
      const event = JSON.parse(json) as WireEvent
      fold.guard.push(event)
      fold.apply(event, json, needsLegacyWire(event))
    }
    head += read.events.length
  }
  replaying = false
  const endedByItself = fold.guard.ended !== undefined
  fold.guard.start()
  fold.guard.finish({ kind: 'failed', message: MESSAGE, code: 'run_interrupted' })
  const { events, legacy } = splitEncoded(added.slice(0, -1))
  if (events.length > 0) {
    const first = head + 1
    await store.append({ key, runId, epoch, first, events, legacy: legacy.map((index) => first + index) })
  }
  head += added.length
  const status = endedByItself ? fold.status : 'interrupted'
  const endedAt = Date.now()
  await store.finish({ ...fold.folded(), key, runId, epoch, status, endedAt, head })
  tellObservers(observers, (observer) =>
    observer.onRunEnd?.({
      ...toIdentity(key, runId, run.agentId),
      status,
      startedAt: run.startedAt,
      endedAt,
      events: head - base,
      repairs: {},
      get messages() {
        return fold.produced()
      },
    }),
  )
}
