import type { RunStatus } from '@flightdeck/protocol'
import type { AgentLike } from '../agent/agent.ts'
import { AgentAtWork } from '../agent/agent-task.ts'
import { awaitedCalls } from '../agent/awaited-calls.ts'
import { answerToolCalls, giveMessages } from '../agent/tool-results.ts'
import type { FilledRunLimits } from '../contract/limits.ts'
import {
  type RunIdentity,
  type RunObserver,
  type RunSummary,
  tellObservers,
} from '../contract/run-observer.ts'
import { encodeEvent } from '../events/encode-event.ts'
import type { RunAgentInput, WireEvent } from '../events/events.ts'
import { needsLegacySpelling } from '../events/legacy-wire.ts'
import { EventGuard } from '../guard/event-guard.ts'
import { RunLog } from '../log/run-log.ts'
import { ThreadReducer } from '../reducer/thread-reducer.ts'
import type { ThreadKey, ThreadView } from '../store/thread-record.ts'
import type { ThreadStore } from '../store/thread-store.ts'
import { MAX_TIMER_MS } from '../time/timer-ms.ts'
import { startInputOf } from './start-input.ts'
import { StoreWriter } from './store-writer.ts'

/** What a run under way is made of. */
export interface LiveRunOptions {
  key: ThreadKey
  identity: RunIdentity
  epoch: number
  /** The thread as it was when it was claimed. */
  thread: ThreadView
  agent: AgentLike
  input: RunAgentInput
  store: ThreadStore
  limits: FilledRunLimits
  observers: readonly RunObserver[]
  /** Milliseconds an agent has to end after it was asked to, before it is cut off. */
  graceMs: number
  /** Milliseconds that events may wait for the store. */
  flushMs: number
  /** Milliseconds that the end waits for a store that fails. */
  storePatienceMs: number
}

/** Milliseconds after which a run's start is told although the agent has not said a word. */
const START_WITHOUT_AGENT_MS = 100

/** Milliseconds that an agent which said that it failed has to throw as well. */
const CAUSE_PATIENCE_MS = 20

/** Shown to those who read a run whose claim was lost. */
export const TAKEN_OVER = 'Another run took over the thread'

/** What readers are told in the place of an ending that the store does not have. */
const UNKEPT = {
  fenced: { message: TAKEN_OVER, code: 'run_interrupted' },
  failed: { message: 'The end of the run could not be stored', code: 'store_failed' },
} as const

interface Ending {
  readonly json: string
  readonly marked: boolean
}

const OPENS_OR_ENDS = /_START$|STARTED$|^RUN_/

/**
 * A run that lasts, in the process that drives it. It is the only writer of its thread: agent → guard → log, the
 * reducer and the store following along. It ends exactly once, whatever the agent does.
 */
export class LiveRun {
  readonly identity: RunIdentity
  readonly log: RunLog
  readonly startedAt: number
  /** Resolves when the thread is free again. */
  readonly freed: Promise<void>
  /** Resolves, never rejects, with what came of the run. */
  readonly ended: Promise<RunSummary>
  readonly #options: LiveRunOptions
  readonly #guard: EventGuard
  readonly #reducer: ThreadReducer
  readonly #writer: StoreWriter
  readonly #observesEvents: boolean
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  #work: AgentAtWork | undefined
  #stopping = false
  #over = false
  #status: Exclude<RunStatus, 'running'> | undefined
  #bytes = 0
  /** Not in the log before the store has it: whoever saw a run end finds it ended ever after. */
  #ending: Ending | undefined
  #cause: unknown
  #errorId: string | undefined
  #limit: string | undefined
  #resolveFreed: () => void = () => {}
  #resolveEnded: (summary: RunSummary) => void = () => {}

  constructor(options: LiveRunOptions) {
    const { key, identity, thread, store, epoch } = options
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
    this.log = new RunLog(thread.generation, thread.head)
    const content = { messages: thread.messages, state: stateAtStart(options.input.state, thread.state) }
    this.#reducer = new ThreadReducer(content)
    // A snapshot may take a message out of the thread; readers that joined before still know whose it was.
    const before = new ThreadReducer(content)
    this.#guard = new EventGuard({
      threadId: identity.threadId,
      runId: identity.runId,
      emit: (event) => this.#append(event),
      startInput: startInputOf(options.input, thread.messages),
      ownerOf: (kind, id) => {
        const owner = this.#reducer.ownerOf(kind, id)
        return owner === undefined ? before.ownerOf(kind, id) : owner
      },
      onRepair: (repair) => this.#tell((observer) => observer.onRepair?.(repair, identity)),
    })
    this.#writer = new StoreWriter({
      store,
      key,
      runId: identity.runId,
      epoch,
      log: this.log,
      flushMs: options.flushMs,
      patienceMs: options.storePatienceMs,
      onNews: (news) => news.stopRequested && this.stop(),
      onFenced: () => this.interrupt(TAKEN_OVER),
      onError: (error) => this.#tell((observer) => observer.onStoreError?.(error, identity)),
    })
  }

  /** Whether the run is over; its readers are told, and the thread is free, as soon as the store has it. */
  get over(): boolean {
    return this.#over
  }

  /** What the thread amounts to at the log's head, for a reader that joins. */
  snapshot(): { content: ReturnType<ThreadReducer['content']>; openers: readonly WireEvent[]; head: number } {
    return { content: this.#reducer.content(), openers: this.#guard.openers(), head: this.log.head }
  }

  /** Sets the agent to work. */
  start(): void {
    const { agent, input, limits, thread } = this.#options
    this.#tell((observer) => observer.onRunStart?.(this.identity))
    this.#later(START_WITHOUT_AGENT_MS, () => this.#guard.start())
    if (limits.maxRunMs <= MAX_TIMER_MS) {
      this.#later(limits.maxRunMs, () => this.#breakOff(`The run lasted longer than ${limits.maxRunMs} ms`))
    }
    const answered = answerToolCalls(input, awaitedCalls(thread.interrupts, input))
    if (answered !== input) giveMessages(agent, input, answered)
    this.#work = new AgentAtWork({
      agent,
      input: answered,
      graceMs: this.#options.graceMs,
      onEvent: (event) => this.#receive(event),
      onEnd: () => this.#finish({ kind: 'completed' }),
      onFailure: (error) => this.#fail(error),
    })
    this.#work.start()
  }

  /** Asks the agent to end, and cuts it off after the grace period. The run's outcome is `cancelled`. */
  stop(): void {
    if (this.#stopping || this.#over) return
    this.#stopping = true
    this.#guard.cancel()
    this.#later(this.#options.graceMs, () => this.#finish({ kind: 'cancelled' }))
    this.#work?.askToEnd()
  }

  /** Ends the run because its process goes down. */
  interrupt(message = 'The server is shutting down'): void {
    if (this.#over) return
    this.#status = 'interrupted'
    this.#finish({ kind: 'failed', message, code: 'run_interrupted' })
  }

  /** Waits no longer for the store to take the end of a run that is over. */
  giveUp(): void {
    if (this.#over) this.#writer.giveUp()
  }

  #receive(event: unknown): void {
    if (this.#over) return
    this.#guard.push(event)
    if (this.#limit !== undefined) this.#breakOff(this.#limit)
    else if (this.#guard.ended) this.#conclude()
  }

  #append(event: WireEvent): void {
    if (this.#ending !== undefined) return
    const json = encodeEvent(event)
    const { limits } = this.#options
    if (json.length > limits.maxEventBytes) {
      this.#limit = `An event was larger than ${limits.maxEventBytes} characters`
      // Without this one the guard's own closing would not be legal, so the run ends here, as RUN_ERROR may anywhere.
      if (OPENS_OR_ENDS.test(event.type)) {
        this.#append({ type: 'RUN_ERROR', message: this.#limit, code: 'limit_exceeded' })
      }
      return
    }
    this.#reducer.apply(event, json)
    const marked = needsLegacySpelling(event)
    this.#bytes += json.length
    if (event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR') this.#ending = { json, marked }
    else {
      this.log.push(json, marked)
      this.#writer.touch()
      if (this.log.head - this.log.base >= limits.maxEventsPerRun) {
        this.#limit = `The run had more than ${limits.maxEventsPerRun} events`
      } else if (this.#bytes > limits.maxBytesPerRun) {
        this.#limit = `The run's events were larger than ${limits.maxBytesPerRun} characters`
      }
    }
    if (this.#observesEvents) this.#tell((observer) => observer.onEvent?.(event, this.identity))
  }

  #breakOff(message: string): void {
    this.#finish({ kind: 'failed', message, code: 'limit_exceeded' })
  }

  #fail(error: unknown): void {
    this.#cause = error
    if (this.#over) return
    this.#errorId = crypto.randomUUID().slice(0, 8)
    this.#finish({
      kind: 'failed',
      message: `The agent failed (error ${this.#errorId})`,
      code: 'agent_error',
    })
  }

  /** Ends the run from this side: the agent, if it is still at it, is cut off. */
  #finish(end: Parameters<EventGuard['finish']>[0]): void {
    if (this.#over) return
    this.#guard.finish(end)
    this.#conclude()
    this.#work?.cutOff()
  }

  #conclude(): void {
    if (this.#over) return
    this.#over = true
    for (const timer of this.#timers) clearTimeout(timer)
    this.#work?.letGo()
    const outcome = this.#guard.ended
    const status = this.#status ?? outcome?.status ?? 'failed'
    const endedAt = Date.now()
    const { json = '', marked = false } = this.#ending ?? {}
    const written = this.#writer.finish({
      status,
      endedAt,
      ending: json,
      endingMarked: marked,
      head: this.log.head + 1,
      ...this.#reducer.content(),
      ...(outcome?.status === 'paused' && {
        interrupts: outcome.interrupts.map((each) => ({ id: each.id, json: JSON.stringify(each) })),
      }),
    })
    // An agent that said itself how it failed often throws right afterwards, and what it throws is for the log.
    const cause = status === 'failed' && this.#work?.settled(CAUSE_PATIENCE_MS)
    void Promise.all([written, cause]).then(([end]) => {
      if (end !== 'kept') this.#ending = toEnding({ type: 'RUN_ERROR', ...UNKEPT[end] })
      this.#resolveFreed()
      this.#tellEnd(end === 'kept' ? status : 'interrupted', endedAt, outcome)
    })
  }

  /** Everyone learns that the run has ended, and how. */
  #tellEnd(status: RunSummary['status'], endedAt: number, outcome: EventGuard['ended']): void {
    if (this.#ending !== undefined) this.log.push(this.#ending.json, this.#ending.marked)
    this.log.close()
    const reducer = this.#reducer
    const summary: RunSummary = {
      ...this.identity,
      status,
      startedAt: this.startedAt,
      endedAt,
      events: this.log.head - this.log.base,
      repairs: this.#guard.repairs,
      get messages() {
        return reducer.produced()
      },
      ...(outcome?.usage && { usage: outcome.usage }),
      ...(status === 'paused' && outcome?.status === 'paused' && { interrupts: outcome.interrupts }),
      ...(status === 'failed' && this.#cause !== undefined && { cause: this.#cause }),
      ...(status === 'failed' && this.#errorId !== undefined && { errorId: this.#errorId }),
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

function toEnding(event: WireEvent): Ending {
  return { json: encodeEvent(event), marked: needsLegacySpelling(event) }
}

/** A client without a state of its own sends an empty one; it must not wipe what the thread has. */
function stateAtStart(sent: unknown, stored: string | undefined): string | undefined {
  const isEmpty = typeof sent === 'object' && sent !== null && Object.keys(sent).length === 0
  return sent === undefined || isEmpty ? (stored ?? (isEmpty ? '{}' : undefined)) : JSON.stringify(sent)
}
