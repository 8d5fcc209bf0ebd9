import type { RunStatus } from '@flightdeck/run-engine'
import { statusTold, type ToldEvent } from '../interleavings/strict-reading.ts'
import type { SseData, SseFrame } from '../read-sse.ts'
import type { EventIds } from './event-ids.ts'
import { runOf, scriptOf, textOf } from './script.ts'

/** How a run ended. */
export type EndStatus = Exclude<RunStatus, 'running'>

/** How one reader saw a run end. */
export interface SeenEnd {
  readonly status: EndStatus
  /** Characters of the run's text that the reader had then. */
  readonly length: number
}

interface State {
  /** The run that was seen to start and not to end. */
  open: string | undefined
  texts: Map<string, string>
}

/**
 * What one reader has received of a thread, over any number of connections that each resume with the last id. It judges
 * every frame when it comes.
 */
export class View {
  readonly threadId: string
  /** The last id that was received: what the next connection resumes with. */
  cursor: string | undefined
  /** Runs that were seen to end. */
  readonly ended: Map<string, SeenEnd> = new Map()
  /** The run that was seen to start or to end last. */
  lastRun: string | undefined
  /** The most characters that were ever shown of a run. */
  readonly shown: Map<string, number> = new Map()
  /** Catch-ups that were received in full. */
  catchUps = 0
  /** Whether the thread may be deleted meanwhile, with the runs that were seen to start. */
  readonly mayBeDeleted: boolean
  readonly #ids: EventIds
  #state: State = { open: undefined, texts: new Map() }
  /** What frames without ids have changed so far. It counts once an id follows. */
  #draft: State | undefined
  #framesOfConnection = 0
  #hasEnded = false
  /** Whether events came that belong to no run: one such is found, not each of those that follow it. */
  #isLost = false

  constructor(threadId: string, ids: EventIds, mayBeDeleted: boolean) {
    this.threadId = threadId
    this.#ids = ids
    this.mayBeDeleted = mayBeDeleted
  }

  /** The run that was seen to start and not to end. */
  get open(): string | undefined {
    return this.#state.open
  }

  /** A connection begins. What came without an id before does not count. */
  connect(): void {
    this.#draft = undefined
    this.#framesOfConnection = 0
    this.#hasEnded = false
  }

  /** Takes a frame and returns what is wrong with it. */
  take({ id, data }: SseFrame): string[] {
    const found: string[] = []
    if (this.#hasEnded) found.push(`${data.type} follows the ending on the same connection`)
    const isRestated = id === undefined || this.#draft !== undefined
    if (isRestated) this.#draft ??= { open: this.#state.open, texts: new Map(this.#state.texts) }
    const state = this.#draft ?? this.#state
    const run = this.#apply(state, data, isRestated, found)
    this.#framesOfConnection += 1
    if (id === undefined) return found
    if (isRestated) this.catchUps += 1
    this.#state = state
    this.#draft = undefined
    this.cursor = id
    if (run === undefined) return found
    this.lastRun = run
    const length = lengthOf(state.texts, run)
    this.shown.set(run, Math.max(this.shown.get(run) ?? 0, length))
    const isItself = !isRestated || isEnding(data)
    const wrong = this.#ids.note(this.threadId, id, run, length, isItself ? JSON.stringify(data) : undefined)
    if (wrong !== undefined) found.push(wrong)
    if (isEnding(data)) this.#end(id, run, data, length, found)
    return found
  }

  /** Applies an event and gives the run that it belongs to. */
  #apply(state: State, event: SseData, isRestated: boolean, found: string[]): string | undefined {
    if (event.type === 'RUN_STARTED') return this.#start(state, String(event.runId), isRestated, found)
    const { open } = state
    if (open === undefined) {
      if (!this.#isLost) found.push(`${event.type} belongs to no run that was seen to start`)
      this.#isLost = true
      return undefined
    }
    if (isEnding(event)) {
      if (event.type === 'RUN_FINISHED' && event.runId !== open)
        found.push(`the end of ${event.runId} came while ${open} was running`)
      state.open = undefined
      this.#hasEnded = true
    } else if (event.type === 'MESSAGES_SNAPSHOT') {
      state.texts = textsOf(event.messages as readonly Message[], found)
    } else if (typeof event.messageId === 'string' && event.type.startsWith('TEXT_')) {
      this.#addText(state, event, open, found)
    }
    return open
  }

  #start(state: State, runId: string, isRestated: boolean, found: string[]): string {
    const { open } = state
    if (this.#framesOfConnection > 0) found.push(`${runId} starts in the middle of a connection`)
    if (open !== undefined && open !== runId && !this.mayBeDeleted)
      found.push(`${runId} starts, and ${open} was not seen to end`)
    if (!isRestated && (open === runId || this.ended.has(runId))) found.push(`${runId} starts twice`)
    state.open = runId
    this.#isLost = false
    return runId
  }

  #addText({ texts }: State, event: SseData, open: string, found: string[]): void {
    const messageId = String(event.messageId)
    if (runOf(messageId) !== open) found.push(`${messageId} continues while ${open} is running`)
    const text = (texts.get(messageId) ?? '') + String(event.delta ?? '')
    texts.set(messageId, text)
    if (!isPrefix(messageId, text)) found.push(`${messageId} reads '${text}', which the agent never said`)
  }

  #end(id: string, run: string, ending: SseData, length: number, found: string[]): void {
    // The end of a run on a deleted thread is made up for each reader.
    const wrong = this.mayBeDeleted
      ? undefined
      : this.#ids.noteEnding(this.threadId, id, run, JSON.stringify(ending))
    if (wrong !== undefined) found.push(wrong)
    const status = statusTold([ending as ToldEvent]) as EndStatus
    const known = this.ended.get(run)
    if (known !== undefined && known.status !== status)
      found.push(`${run} was seen to end ${known.status}, then ${status}`)
    this.ended.set(run, { status, length })
  }
}

interface Message {
  readonly id: string
  readonly role: string
  readonly content?: unknown
}

/** The texts of the agents' messages in a snapshot. */
function textsOf(messages: readonly Message[], found: string[]): Map<string, string> {
  const texts = new Map<string, string>()
  for (const { id, role, content } of messages) {
    if (role !== 'assistant' || textOf(id) === undefined) continue
    const text = typeof content === 'string' ? content : ''
    texts.set(id, text)
    if (!isPrefix(id, text)) found.push(`a snapshot has ${id} as '${text}', which the agent never said`)
  }
  return texts
}

function isPrefix(messageId: string, text: string): boolean {
  return textOf(messageId)?.startsWith(text) === true
}

/** Characters of a run's text. */
export function lengthOf(texts: ReadonlyMap<string, string>, runId: string): number {
  return scriptOf(runId).messages.reduce((sum, { id }) => sum + (texts.get(id)?.length ?? 0), 0)
}

function isEnding({ type }: SseData): boolean {
  return type === 'RUN_FINISHED' || type === 'RUN_ERROR'
}
