import { TranscriptionError } from './transcription-error.ts'

/** How long a call of a service lasts at most. */
export interface CallOptions {
  /**
   * The request that asked for the words: the call is given up when its client leaves. Without one, nobody leaves.
   */
  request?: Pick<Request, 'signal'> | undefined
  /** Milliseconds for the whole call, after which it is given up. `Infinity` for no limit. @default 120_000 */
  timeoutMs?: number | undefined
}

/** Two minutes: enough for a recording of the largest size with the usual providers. */
export const DEFAULT_TIMEOUT_MS = 120_000

const MAX_TIMER_MS = 2 ** 31 - 1

/** Watches over one call of a service, and gives it up when nobody waits for it any more. */
export class CallWatch {
  // Node aborts the signal of a request only as long as the request itself is held.
  readonly #request: Pick<Request, 'signal'> | undefined
  readonly #controller = new AbortController()
  readonly #givenUp: Promise<never>
  #reject: (failure: TranscriptionError) => void = () => {}
  #timer: ReturnType<typeof setTimeout> | undefined
  #failure: TranscriptionError | undefined
  readonly #onLeave = (): void => this.giveUp(new TranscriptionError('client_closed'))

  constructor({ request, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions) {
    this.#request = request
    this.#givenUp = new Promise((_, reject) => {
      this.#reject = reject
    })
    this.#givenUp.catch(() => {})
    if (timeoutMs <= MAX_TIMER_MS) {
      this.#timer = setTimeout(() => this.giveUp(new TranscriptionError('transcription_timeout')), timeoutMs)
    }
    if (request?.signal.aborted) this.#onLeave()
    else request?.signal.addEventListener('abort', this.#onLeave, { once: true })
  }

  /** For the service: aborted when the call is given up, with the failure as its reason. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why the call was given up, if it was. */
  get failure(): TranscriptionError | undefined {
    return this.#failure
  }

  /** Ends the waiting with a failure, and tells the service. */
  giveUp(failure: TranscriptionError): void {
    if (this.#failure !== undefined) return
    this.#failure = failure
    this.end()
    this.#reject(failure)
    this.#controller.abort(failure)
  }

  /** What `work` gives, unless the call is given up first. */
  during<T>(work: PromiseLike<T>): Promise<T> {
    return Promise.race([work, this.#givenUp])
  }

  /** Stops watching. */
  end(): void {
    clearTimeout(this.#timer)
    this.#request?.signal.removeEventListener('abort', this.#onLeave)
  }
}
