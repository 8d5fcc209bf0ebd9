import type { AgentLike, Message, RunSummary, ThreadKey, Threads } from '@flightdeck/run-engine'
import type { Logger } from '../logging/logger.ts'

/** UTF-16 units in a thread's name at most. */
export const MAX_NAME_LENGTH = 200

/** Milliseconds that `generateThreadName` has. */
const NAMING_MS = 30_000

/** Runs looked at to find out whether one was the first that ended well. */
const RUNS_LOOKED_AT = 10

/** What `generateThreadName` is told. */
export interface ThreadNameRequest {
  /** What was said on the thread so far. */
  messages: readonly Message[]
  /** The agent of the run, as it is configured: clone it to run it. */
  agent: AgentLike
  /** The id under which the client asked for the agent. */
  agentId: string
  threadId: string
  /** Aborts after 30 seconds, and when the runtime closes. */
  signal: AbortSignal
}

/** Gives a thread its name; `undefined` leaves it without one. */
export type GenerateThreadName = (
  request: ThreadNameRequest,
) => string | undefined | Promise<string | undefined>

/** A run whose thread may want a name. */
export interface NamingOccasion {
  key: ThreadKey
  agent: AgentLike
  agentId: string
  ended: Promise<RunSummary>
}

/** Names threads in the background, each once: after its first run that ended well. Whatever fails is logged. */
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

  /** Looks after a run's thread once the run has ended. */
  consider({ ended, ...occasion }: NamingOccasion): void {
    const name = async (): Promise<void> => {
      const { status, runId } = await ended
      if (status === 'finished' && !this.#closing.signal.aborted) await this.#nameFirst(occasion, runId)
    }
    name().catch((error: unknown) => {
      this.#logger.error('Naming a thread failed', { error, threadId: occasion.key.threadId })
    })
  }

  /** Aborts what is being generated. */
  close(): void {
    this.#closing.abort()
  }

  async #nameFirst({ key, agent, agentId }: Omit<NamingOccasion, 'ended'>, runId: string): Promise<void> {
    const thread = await this.#threads.get(key)
    if (thread === undefined || thread.name !== undefined) return
    const runs = await this.#threads.runs({ ...key, limit: RUNS_LOOKED_AT })
    // The newest come first; a client may have started the next one already.
    const earlier = runs.slice(runs.findIndex((run) => run.runId === runId) + 1)
    if (earlier.some(({ status }) => status === 'finished')) return
    const content = await this.#threads.content(key)
    if (content === undefined) return
    const messages = content.messages.map(({ json }) => JSON.parse(json) as Message)
    const { threadId } = key
    const name = await this.#inTime((signal) =>
      this.#generate({ messages, agent, agentId, threadId, signal }),
    )
    const fitting = toName(name)
    if (fitting !== undefined) await this.#threads.rename(key, fitting, { onlyIfUnnamed: true })
  }

  /** Waits no longer than there is time, whether or not the function heeds its signal. */
  async #inTime(generate: (signal: AbortSignal) => unknown): Promise<unknown> {
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
    try {
      return await Promise.race([generate(signal), aborted])
    } finally {
      clearTimeout(timer)
      this.#closing.signal.removeEventListener('abort', onClose)
    }
  }
}

/** A name on one line and not too long; nothing if there is none in it. */
function toName(generated: unknown): string | undefined {
  if (generated === undefined || generated === null) return undefined
  if (typeof generated !== 'string')
    throw new TypeError('generateThreadName must return a string or undefined')
  const name = generated.trim().replace(/\s+/g, ' ').slice(0, MAX_NAME_LENGTH)
  // A pair of surrogates that was cut in two would be half a character.
  return name.replace(/[\uD800-\uDBFF]$/, '').trimEnd() || undefined
}
