import type { RunStatus } from '@flightdeck/protocol'
import type { AgentLike } from '../agent/agent.ts'
import { AgentTask } from '../agent/agent-task.ts'
import { awaitedCalls } from '../agent/awaited-calls.ts'
import { EventFloodError } from '../agent/event-subscriber.ts'
import { replaceMessages, withToolResults } from '../agent/tool-results.ts'
import type { EngineContext } from '../contract/engine-context.ts'
import type { FilledRunLimits } from '../contract/limits.ts'
import {
  type RunIdentity,
  type RunObserver,
  type RunSummary,
  tellObservers,
} from '../contract/run-observer.ts'
import { encodeEvent } from '../events/encode-event.ts'
import { encodedEvent } from '../events/encoded-event.ts'
import type { RunAgentInput, WireEvent } from '../events/events.ts'
import { needsLegacyWire } from '../events/legacy-wire.ts'
import type { EventGuard } from '../guard/event-guard.ts'
import { RunLog } from '../log/run-log.ts'
import { unstoredChunk } from '../log/unstored-chunk.ts'
import type { ThreadContent } from '../reducer/thread-content.ts'
import { stateAtStart } from '../store/run-opening.ts'
import type { ThreadKey, ThreadView } from '../store/thread-record.ts'
import { MAX_TIMER_MS } from '../time/timers.ts'
import { type FoldedRun, RunFold } from './run-fold.ts'
import { StoreWriter } from './store-writer.ts'

/** Options of a `LiveRun`. */
export interface LiveRunOptions {
  context: EngineContext
  key: ThreadKey
  identity: RunIdentity
  epoch: number
  /** The thread as it was when it was claimed. */
  thread: ThreadView
  agent: AgentLike
  input: RunAgentInput
  /** The observers of the runner and of this run. */
  observers: readonly RunObserver[]
}

/** Milliseconds after which RUN_STARTED is sent if the agent has not emitted an event. */
const START_WITHOUT_AGENT_MS = 100

/** Milliseconds that an agent has to throw after it emitted RUN_ERROR itself. */
const CAUSE_TIMEOUT_MS = 20

/** Message of the RUN_ERROR for readers of a run whose claim was lost. */
export const CLAIM_LOST = 'The thread was deleted, or another process took over its run'

/** The RUN_ERROR that readers receive if the store does not have the ending. */
const NOT_STORED = {
  fenced: { message: CLAIM_LOST, code: 'run_interrupted' },
  failed: { message: 'The end of the run could not be stored', code: 'store_failed' },
} as const

const OPENS_OR_ENDS = /_START$|STARTED$|^RUN_/

/**
 * A running run in the process that drives it. It is the only writer of its thread: events go from the agent through the
 * guard to the log; the reducer and the store follow. It ends exactly once, whatever the agent does.
 *
 * Tests: `runnerConformance` of `@flightdeck/testkit`.
 */
export class LiveRun {
  readonly identity: RunIdentity
  readonly log: RunLog
  readonly startedAt: number
  /** Resolves when the thread is free again. */
  readonly freed: Promise<void>
  /** Resolves with the summary of the run. Never rejects. */
  readonly ended: Promise<RunSummary>
  readonly #options: LiveRunOptions
  readonly #fold: RunFold
  readonly #guard: EventGuard
  readonly #writer: StoreWriter
  readonly #observesEvents: boolean
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #task: AgentTask | undefined
  #stopping = false
  #over = false
  #status: Exclude<RunStatus, 'running'> | undefined
  #bytes = 0
  #cause: unknown
  #errorId: string | undefined
  #limit: string | undefined
  /** What was thrown while an event was applied. The run ends as failed. */
  #fault: { readonly error: unknown } | undefined
  #resolveFreed: () => void = () => {}
  #resolveEnded: (summary: RunSummary) => void = () => {}

  constructor(options: LiveRunOptions) {
    const { context, key, identity, thread, epoch, input } = options
    const { limits } = context
    this.#options = options
    this.identity = identity
    this.startedAt = Date.now()
    this.#observesEvents = options.observers.some((observer) => observer.onEvent !== undefined)
    this.freed = new Promise((resolve) => {
      this.#resolveFreed = resolve
    })
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve
    })
    this.log = new RunLog(thread.generation, thread.head, context.heldLogs)
    const state = stateAtStart(input.state, thread.state)
    const isTooLarge = state !== thread.state && (state?.length ?? 0) > limits.maxStateBytes
    if (isTooLarge)
      this.#limit = `The state was larger than ${limits.maxStateBytes} characters (limits.maxStateBytes)`
    this.#fold = new RunFold({
      content: { messages: thread.messages, state: isTooLarge ? thread.state : state },
      limits,
      threadId: identity.threadId,
      runId: identity.runId,
      input,
      emit: (event) => this.#append(event),
      onRepair: (repair) => this.#tell((observer) => observer.onRepair?.(repair, identity)),
    })
    this.#guard = this.#fold.guard
    this.#writer = new StoreWriter({
      store: context.store,
      key,
      runId: identity.runId,
      epoch,
      log: this.log,
      flushMs: context.options.flushMs,
      patienceMs: context.options.storePatienceMs,
      onNews: (news) => news.stopRequested && this.stop(),
      onFenced: () => this.interrupt(CLAIM_LOST),
      onError: (error) => this.#tell((observer) => observer.onStoreError?.(error, identity)),
    })
  }

  /** Whether the run is over. Its readers are told, and the thread is free, when the store has the ending. */
  get over(): boolean {
    return this.#over
  }

  /**
   * Resolves when the thread is free again. Rejects with the error of the store if the run is over and the store is not
   * available to take its ending: the thread is free later.
   */
  async freeing(): Promise<void> {
    await Promise.race([this.freed, this.#writer.outage()])
  }

  /** The state of the thread at the head of the log, for a reader that joins. */
  snapshot(): { content: ThreadContent; openers: readonly WireEvent[]; head: number } {
    return { content: this.#fold.content(), openers: this.#guard.openers(), head: this.log.head }
  }

  /** Starts the agent. */
  start(): void {
    this.#tell((observer) => observer.onRunStart?.(this.identity))
    this.#setTimers()
    if (this.#limit !== undefined) return this.#endByLimit(this.#limit)
    try {
      this.#startAgent()
    } catch (error) {
      this.#fail(error)
    }
  }

  #setTimers(): void {
    const { maxRunMs } = this.#options.context.limits
    this.#later(START_WITHOUT_AGENT_MS, () => {
      this.#guard.start()
      this.#endIfDue()
    })
    if (maxRunMs <= MAX_TIMER_MS) {
      this.#later(maxRunMs, () =>
        this.#endByLimit(`The run lasted longer than ${maxRunMs} ms (limits.maxRunMs)`),
      )
    }
  }

  #startAgent(): void {
    const { agent, input, thread, context } = this.#options
    const complete = withToolResults(input, awaitedCalls(thread.interrupts, input))
    if (complete !== input) replaceMessages(agent, input, complete)
    this.#task = new AgentTask({
      agent,
      input: complete,
      graceMs: context.options.stopGraceMs,
      flood: { maxEvents: context.limits.maxEventsPerRun, maxBytes: context.limits.maxBytesPerRun },
      onEvent: (event) => this.#receive(event),
      onEnd: () => this.#finish({ kind: 'completed' }),
      onFailure: (error) => this.#fail(error),
    })
    this.#task.start()
  }

  /** Aborts the agent, and kills it after the grace period. The outcome of the run is `cancelled`. */
  stop(): void {
    if (this.#stopping || this.#over) return
    this.#stopping = true
    this.#guard.cancel()
    this.#later(this.#options.context.options.stopGraceMs, () => this.#finish({ kind: 'cancelled' }))
    this.#task?.abort()
  }

  /** Aborts the agent and ends the run as cancelled, without a grace period. Further events of the agent are ignored. */
  cancel(): void {
    this.stop()
    this.#finish({ kind: 'cancelled' })
  }

  /** Ends the run because its process shuts down. */
  interrupt(message = 'The server is shutting down'): void {
    if (this.#over) return
    this.#status = 'interrupted'
    this.#finish({ kind: 'failed', message, code: 'run_interrupted' })
  }

  /** Stops waiting for the store to take the ending. */
  giveUp(): void {
    if (this.#over) this.#writer.giveUp()
  }

  #receive(event: unknown): void {
    if (this.#over) return
    this.#guard.push(event)
    this.#endIfDue()
  }

  /** Ends the run after an event that failed, exceeded a limit, or was its ending. */
  #endIfDue(): void {
    if (this.#fault !== undefined) this.#fail(this.#fault.error)
    else if (this.#limit !== undefined) this.#endByLimit(this.#limit)
    else if (this.#guard.ended) this.#conclude()
  }

  /** Never throws, because the guard may be called by a timer, and in the middle of the ending. */
  #append(event: WireEvent): void {
    try {
      this.#apply(event)
    } catch (error) {
      this.#fault ??= { error }
    }
  }

  /** @param isLimitError whether the event is the RUN_ERROR for an event that was too large */
  #apply(event: WireEvent, isLimitError = false): void {
    if (this.#fold.ending !== undefined) return
    const json = encodeEvent(event)
    const { limits } = this.#options.context
    if (!isLimitError && isTooLarge(event, json, limits)) {
      this.#limit = `An event was larger than ${limits.maxEventBytes} characters (limits.maxEventBytes)`
      // Without this event, the events that close the run would not be legal. RUN_ERROR is legal at any position.
      if (OPENS_OR_ENDS.test(event.type)) {
        this.#apply({ type: 'RUN_ERROR', message: this.#limit, code: 'limit_exceeded' }, true)
      }
      return
    }
    const legacy = needsLegacyWire(event)
    const applied = this.#fold.apply(event, json, legacy)
    if (applied === 'refused') {
      this.#limit = `The state or an activity was larger than ${limits.maxStateBytes} characters (limits.maxStateBytes), or a patch had more than ${limits.maxPatchOperations} operations (limits.maxPatchOperations)`
      return
    }
    this.#bytes += json.length
    // The ending is added to the log when the store has it: a reader that saw it never sees the run as running again.
    if (applied === 'applied') {
      this.log.push(json, legacy)
      this.#writer.touch()
      if (this.log.head - this.log.base >= limits.maxEventsPerRun) {
        this.#limit = `The run had more than ${limits.maxEventsPerRun} events (limits.maxEventsPerRun)`
      } else if (this.#bytes + this.#fold.copied > limits.maxBytesPerRun) {
        this.#limit = `The run's events were larger than ${limits.maxBytesPerRun} characters (limits.maxBytesPerRun)`
      }
    }
    if (this.#observesEvents) this.#tell((observer) => observer.onEvent?.(event, this.identity))
  }

  #endByLimit(message: string): void {
    if (!this.#over) this.#limit = message
    this.#finish({ kind: 'failed', message, code: 'limit_exceeded' })
  }

  #fail(error: unknown): void {
    this.#cause = error
    if (this.#over) return
    if (error instanceof EventFloodError) return this.#endByLimit(error.message)
    this.#errorId = newErrorId()
    this.#finish({
      kind: 'failed',
      message: `The agent failed (error ${this.#errorId})`,
      code: 'agent_error',
    })
  }

  /** Ends the run from the engine's side and kills the agent if it still works. */
  #finish(end: Parameters<EventGuard['finish']>[0]): void {
    if (this.#over) return
    try {
      this.#guard.finish(end)
    } catch (error) {
      this.#fault ??= { error }
    }
    this.#conclude()
    this.#task?.kill()
  }

  #conclude(): void {
    if (this.#over) return
    this.#over = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#task?.drain()
    const result = this.#result()
    const { status } = result
    const endedAt = Date.now()
    const written = this.#writer
      .finish({ ...result, endedAt, head: this.log.head + 1 })
      .catch(() => 'failed' as const)
    // An agent that emitted RUN_ERROR often throws right afterwards. The error is for the log.
    const cause = status === 'failed' && this.#task?.settled(CAUSE_TIMEOUT_MS)
    void Promise.all([written, cause]).then(([end]) => {
      this.#resolveFreed()
      if (end === 'kept') {
        const { ending } = this.#fold
        if (ending !== undefined) this.log.push(ending.json, ending.legacy)
        this.log.close()
      } else this.log.close(unstoredChunk([{ type: 'RUN_ERROR', ...NOT_STORED[end] }]))
      this.#reportEnd(end === 'kept' ? status : 'interrupted', endedAt)
    })
  }

  /** What the run leaves. If that cannot be computed, the run has failed. Never throws. */
  #result(): FoldedRun & Pick<RunSummary, 'status'> {
    try {
      if (this.#fault !== undefined) throw this.#fault.error
      return { ...this.#fold.folded(), status: this.#status ?? this.#fold.status }
    } catch (error) {
      this.#cause ??= error
      this.#errorId ??= newErrorId()
      const message = `The run could not be ended (error ${this.#errorId})`
      const ending = encodedEvent({ type: 'RUN_ERROR', message, code: 'agent_error' })
      return { ...this.#fold.failed(ending), status: 'failed' }
    }
  }

  /** Notifies observers and the promise `ended` that the run has ended. */
  #reportEnd(status: RunSummary['status'], endedAt: number): void {
    const fold = this.#fold
    const outcome = this.#guard.ended
    const summary: RunSummary = {
      ...this.identity,
      status,
      startedAt: this.startedAt,
      endedAt,
      events: this.log.head - this.log.base,
      repairs: this.#guard.repairs,
      get messages() {
        return fold.produced()
      },
      ...(outcome?.usage && { usage: outcome.usage }),
      ...(status === 'paused' && outcome?.status === 'paused' && { interrupts: outcome.interrupts }),
      ...(status === 'failed' && this.#cause !== undefined && { cause: this.#cause }),
      ...(status === 'failed' && this.#errorId !== undefined && { errorId: this.#errorId }),
      ...(status === 'failed' && this.#limit !== undefined && { limit: this.#limit }),
    }
    this.#resolveEnded(summary)
    this.#tell((observer) => observer.onRunEnd?.(summary))
  }

  #later(ms: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      action()
    }, ms)
    this.#timers.add(timer)
  }

  #tell(call: (observer: RunObserver) => void): void {
    tellObservers(this.#options.observers, call)
  }
}

/**
 * Whether an event exceeds the limit. The `input` of RUN_STARTED does not count: it is what the client sent, which the limit of
 * the request applies to, and not from the agent.
 */
function isTooLarge(event: WireEvent, json: string, { maxEventBytes }: FilledRunLimits): boolean {
  if (json.length <= maxEventBytes) return false
  const input = event.type === 'RUN_STARTED' && event.input !== undefined ? encodeEvent(event.input) : ''
  return json.length - input.length > maxEventBytes
}

function newErrorId(): string {
  return crypto.randomUUID().slice(0, 8)
}
