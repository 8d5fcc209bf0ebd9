import type { RunStatus } from '@flightdeck/protocol'
import { encodeEvent } from '../events/encode-event.ts'
import type { EncodedEvent } from '../events/encoded-event.ts'
import type { RunAgentInput, WireEvent } from '../events/events.ts'
import { EventGuard, type GuardOptions } from '../guard/event-guard.ts'
import type { StateLimits } from '../reducer/state-limits.ts'
import type { ThreadContent } from '../reducer/thread-content.ts'
import { ThreadReducer } from '../reducer/thread-reducer.ts'
import type { FinishRequest } from '../store/thread-store.ts'
import { startInputOf } from './start-input.ts'

/** Options of a `RunFold`. */
export interface RunFoldOptions extends Pick<GuardOptions, 'onRepair'> {
  /** Messages and state of the thread when the run starts. */
  content: ThreadContent
  threadId: string
  runId: string
  /** The input of the run; its new messages become part of RUN_STARTED. */
  input: RunAgentInput
  /** Limits on the state. */
  limits: StateLimits
  /** Receives each legal event in order. Call `apply` for each event that becomes part of the run. */
  emit(event: WireEvent): void
}

/** Whether an event became part of the run, ended it, or was refused because of a limit on the state. */
export type AppliedEvent = 'applied' | 'ended' | 'refused'

/** What a run contributes to a `FinishRequest`. */
export type FoldedRun = Pick<FinishRequest, 'messages' | 'state' | 'interrupts' | 'ending' | 'legacyEnding'>

/**
 * The guard and the reducer of one run: events go in, legal events come out, and messages and state are kept up to date.
 * The live run uses it for the events of the agent, recovery for the events in the store.
 *
 * Tests: `runnerConformance` of `@flightdeck/testkit`.
 */
export class RunFold {
  readonly guard: EventGuard
  readonly #reducer: ThreadReducer
  readonly #content: ThreadContent
  #ending: EncodedEvent | undefined
  /** Whether the ending is a RUN_ERROR. The guard may have emitted another ending that was refused. */
  #isError = false

  constructor({ content, threadId, runId, input, limits, emit, onRepair }: RunFoldOptions) {
    const reducer = new ThreadReducer(content, limits)
    // A snapshot may remove a message from the thread. Readers that joined earlier still know its owner.
    const before = new ThreadReducer(content)
    this.#reducer = reducer
    this.#content = content
    this.guard = new EventGuard({
      threadId,
      runId,
      emit,
      startInput: startInputOf(input, content.messages),
      ownerOf: (kind, id) => {
        const owner = reducer.ownerOf(kind, id)
        return owner === undefined ? before.ownerOf(kind, id) : owner
      },
      onRepair,
    })
  }

  /** The event that ended the run; undefined while it runs. */
  get ending(): EncodedEvent | undefined {
    return this.#ending
  }

  /**
   * Applies an event that the guard emitted. An event that is refused changes nothing and must not be sent to readers.
   *
   * @param json the encoding of the event
   * @param legacy whether the event has a legacy form
   */
  apply(event: WireEvent, json: string, legacy: boolean): AppliedEvent {
    if (!this.#reducer.apply(event, json)) return 'refused'
    if (event.type !== 'RUN_FINISHED' && event.type !== 'RUN_ERROR') return 'applied'
    this.#ending = { json, legacy }
    this.#isError = event.type === 'RUN_ERROR'
    return 'ended'
  }

  /** The status of the run by its ending, which is also what its readers are told. */
  get status(): Exclude<RunStatus, 'running'> {
    return this.#isError ? 'failed' : (this.guard.ended?.status ?? 'failed')
  }

  /** Characters of JSON that patches have copied within state and activities. */
  get copied(): number {
    return this.#reducer.copied
  }

  /** Messages and state after the last applied event. */
  content(): ThreadContent {
    return this.#reducer.content()
  }

  /** Messages that the run added or changed. */
  produced(): ReturnType<ThreadReducer['produced']> {
    return this.#reducer.produced()
  }

  /**
   * What the store keeps of the run.
   *
   * @throws Error if the run has no ending, or if a value of the agent cannot be read
   */
  folded(): FoldedRun {
    const outcome = this.guard.ended
    if (this.#ending === undefined) throw new Error('The run has no ending')
    return {
      ...this.#reducer.content(),
      ending: this.#ending.json,
      legacyEnding: this.#ending.legacy,
      ...(!this.#isError &&
        outcome?.status === 'paused' && {
          interrupts: outcome.interrupts.map((each) => ({ id: each.id, json: encodeEvent(each) })),
        }),
    }
  }

  /** The same for a run that ends with this event, because it could not be ended otherwise. Never throws. */
  failed(ending: EncodedEvent): FoldedRun {
    this.#ending = ending
    this.#isError = true
    return { ...this.#readableContent(), ending: ending.json, legacyEnding: ending.legacy }
  }

  #readableContent(): ThreadContent {
    try {
      return this.#reducer.content()
    } catch {
      return this.#content
    }
  }
}
