// Covered by transcript.test.ts.
import { TranscriptionError } from '../errors/transcription-error.ts'

/** When a call of a service is aborted. */
export interface CallOptions {
  /** The request that the call is made for. The call is aborted when its client disconnects. */
  request?: Pick<Request, 'signal'> | undefined
  /** Milliseconds for the whole call, after which it is aborted. `Infinity` for no limit. @default 120_000 */
  timeoutMs?: number | undefined
}

/** Two minutes: enough for a recording of the largest size with the common providers. */
export const DEFAULT_TIMEOUT_MS = 120_000

/** The longest delay of a timer, almost 25 days. A timer with a longer delay fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/** One call of a service, which is aborted when its client disconnects or its time is up. */
export class TranscriptionCall {
  // Held because Node does not abort the signal of a request that was garbage collected.
  readonly #request: Pick<Request, 'signal'> | undefined
  readonly #controller = new AbortController()
  readonly #aborted: Promise<never>
  #reject: (failure: TranscriptionError) => void = () => {}
  #timer: ReturnType<typeof setTimeout> | undefined
  #failure: TranscriptionError | undefined
  readonly #onDisconnect = (): void => this.abort(new TranscriptionError('client_closed'))

  constructor({ request, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions) {
    this.#request = request
    this.#aborted = new Promise((_, reject) => {
      this.#reject = reject
    })
    this.#aborted.catch(() => {})
    if (timeoutMs <= MAX_TIMER_MS) {
      const message = `The transcription took longer than ${timeoutMs} ms (transcription.timeoutMs)`
      this.#timer = setTimeout(
        () => this.abort(new TranscriptionError('transcription_timeout', message)),
        timeoutMs,
      )
    }
    if (request?.signal.aborted) this.#onDisconnect()
    else request?.signal.addEventListener('abort', this.#onDisconnect, { once: true })
  }

  /** The signal for the service. Its reason is the failure. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Why the call was aborted; undefined if it was not. */
  get failure(): TranscriptionError | undefined {
    return this.#failure
  }

  /** Aborts the call with a failure. */
  abort(failure: TranscriptionError): void {
    if (this.#failure !== undefined) return
    this.#failure = failure
    this.end()
    this.#reject(failure)
    this.#controller.abort(failure)
  }

  /** Resolves with the result of `work`; rejects if the call is aborted first. */
  during<T>(work: PromiseLike<T>): Promise<T> {
    return Promise.race([work, this.#aborted])
  }

  /** Removes the timer and the listener. */
  end(): void {
    clearTimeout(this.#timer)
    this.#request?.signal.removeEventListener('abort', this.#onDisconnect)
  }
}
