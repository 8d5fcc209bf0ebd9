import type { Logger } from '../logging/logger.ts'
import { platformWaitUntil, type WaitUntil } from './platform-wait-until.ts'

/**
 * The work that goes on after a response: the rest of a run whose client has disconnected, the name of a thread,
 * `afterRequestMiddleware`. The platform is told of it when it begins, because it accepts work of a request only until the
 * response was sent.
 */
export class BackgroundWork {
  readonly #waitUntil: WaitUntil | undefined
  readonly #logger: Logger
  readonly #pending = new Set<Promise<unknown>>()
  #hasWarned = false

  /** @param waitUntil the function of the platform. @default the one that is found */
  constructor(waitUntil: WaitUntil | undefined, logger: Logger) {
    this.#waitUntil = waitUntil
    this.#logger = logger
  }

  /** Adds work. Its errors are handled by the caller. */
  add(work: Promise<unknown>): void {
    const settled: Promise<unknown> = work
      .catch(() => {})
      .then(() => {
        this.#pending.delete(settled)
      })
    this.#pending.add(settled)
    const waitUntil = this.#waitUntil ?? platformWaitUntil()
    try {
      waitUntil?.(settled)
    } catch (error) {
      // The work goes on for as long as the platform lets it.
      if (!this.#hasWarned)
        this.#logger.warn('waitUntil failed: work after a response may be lost', { error })
      this.#hasWarned = true
    }
  }

  /** Resolves when there is no work, also none that was added meanwhile. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending)
  }
}
