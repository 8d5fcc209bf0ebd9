import type { AgentLike, Message, RunSummary, ThreadInfo, ThreadKey, Threads } from '@flightdeck/run-engine'
import type { Logger } from '../logging/logger.ts'

/** Maximum length of a thread's name in UTF-16 units. */
export const MAX_NAME_LENGTH = 200

/** Time limit of `generateThreadName` in milliseconds. */
const NAMING_MS = 30_000

/** Number of runs checked for an earlier finished run. */
const RUNS_LOOKED_AT = 10

/** The argument of `generateThreadName`. */
export interface ThreadNameRequest {
  /** The messages of the thread. */
  messages: readonly Message[]
  /** The configured agent of the run. Clone it to run it. */
  agent: AgentLike
  /** The agent id of the request. */
  agentId: string
  threadId: string
  /** Aborted after 30 seconds, when the thread is deleted, and when the runtime closes. */
  signal: AbortSignal
}

/** Returns the name of a thread; undefined for no name. */
export type GenerateThreadName = (
  request: ThreadNameRequest,
) => string | undefined | Promise<string | undefined>

/** A run whose thread may need a name. */
export interface NamingOccasion {
  key: ThreadKey
  agent: AgentLike
  agentId: string
  ended: Promise<RunSummary>
}

/** Names threads in the background, once, after the first run that finished. Errors are logged. */
export class ThreadNames {
  readonly #threads: Threads
  readonly #generate: GenerateThreadName
  readonly #logger: Logger
  readonly #closing = new AbortController()

  constructor(threads: Threads, generate: GenerateThreadName, logger: Logger) {
    this.#threads = threads
    this.#generate = generate
    this.#logger = logger
  }

  /** Names the thread of a run, if needed, once the run has ended. Never rejects. */
  async consider({ ended, ...occasion }: NamingOccasion): Promise<void> {
    try {
      const { status, runId } = await ended
      if (status === 'finished' && !this.#closing.signal.aborted) await this.#nameFirst(occasion, runId)
    } catch (error) {
      this.#logger.error('Naming a thread failed', { error, threadId: occasion.key.threadId })
    }
  }

  /** Aborts calls in progress. */
  close(): void {
    this.#closing.abort()
  }

  async #nameFirst({ key, agent, agentId }: Omit<NamingOccasion, 'ended'>, runId: string): Promise<void> {
    const thread = await this.#threads.get(key)
    if (thread === undefined || thread.name !== undefined) return
    const runs = await this.#threads.runs({ ...key, limit: RUNS_LOOKED_AT })
    // Newest first; the next run may have started already. Without the run, this is another thread with the same id.
    const index = runs.findIndex((run) => run.runId === runId)
    if (index < 0) return
    const earlier = runs.slice(index + 1)
    if (earlier.some(({ status }) => status === 'finished')) return
    const content = await this.#threads.content(key)
    if (content === undefined) return
    const messages = content.messages.map(({ json }) => JSON.parse(json) as Message)
    const { threadId } = key
    const name = await this.#inTime(thread, (signal) =>
      this.#generate({ messages, agent, agentId, threadId, signal }),
    )
    const fitting = toName(name)
    if (fitting === undefined) return
    await this.#threads.rename(key, fitting, { onlyIfNeverNamed: true, generation: thread.generation })
  }

  /**
   * Enforces the time limit even if the function ignores its signal. Returns undefined if the thread was deleted meanwhile.
   */
  async #inTime(thread: ThreadInfo, generate: (signal: AbortSignal) => unknown): Promise<unknown> {
    const stop = new AbortController()
    const { signal } = stop
    const onClose = (): void => stop.abort(new Error('The runtime is closing'))
    const timer = setTimeout(
      () => stop.abort(new Error(`generateThreadName timed out after ${NAMING_MS} ms`)),
      NAMING_MS,
    )
    this.#closing.signal.addEventListener('abort', onClose, { once: true })
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
    aborted.catch(() => {})
    const done = new AbortController()
    const deleted = this.#threads.whenDeleted(thread, done.signal).then(() => undefined)
    try {
      return await Promise.race([generate(signal), aborted, deleted])
    } finally {
      stop.abort(new Error('The thread was deleted'))
      done.abort()
      clearTimeout(timer)
      this.#closing.signal.removeEventListener('abort', onClose)
    }
  }
}

/** Returns the name on one line, truncated; undefined if it is blank. */
function toName(generated: unknown): string | undefined {
  if (generated === undefined || generated === null) return undefined
  if (typeof generated !== 'string')
    throw new TypeError('generateThreadName must return a string or undefined')
  const name = generated.trim().replace(/\s+/g, ' ').slice(0, MAX_NAME_LENGTH)
  // Truncating may have split a surrogate pair.
  return name.replace(/[\uD800-\uDBFF]$/, '').trimEnd() || undefined
}
