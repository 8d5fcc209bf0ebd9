/** What clients may do to threads over HTTP. */
export interface ThreadOptions {
  /** Whether `POST /threads/clear` works. @default only with `identifyUser`: then it deletes the user's own threads */
  allowClear?: boolean | undefined
  /**
   * Whether `POST /threads/import` works. What is imported is believed: messages of the agent and interrupts among it.
   *
   * @default false
   */
  allowImport?: boolean | undefined
  /** Threads or runs in a page at most, whatever a client asks for. @default 200 */
  maxPageSize?: number | undefined
  /**
   * Clients that follow one user's list of threads at the same time, or everybody's where nobody is identified; more
   * get 429.
   *
   * @default 1_000
   */
  maxSubscribers?: number | undefined
}

/** {@link ThreadOptions} with every default filled in. */
export interface ThreadSettings {
  readonly allowClear: boolean
  readonly allowImport: boolean
  readonly maxPageSize: number
  readonly maxSubscribers: number
}

/** Fills in the defaults. */
export function resolveThreadOptions(
  options: ThreadOptions | undefined,
  identifies: boolean,
): ThreadSettings {
  const { allowClear, allowImport, maxPageSize, maxSubscribers } = options ?? {}
  return {
    allowClear: allowClear ?? identifies,
    allowImport: allowImport ?? false,
    maxPageSize: maxPageSize ?? 200,
    maxSubscribers: maxSubscribers ?? 1_000,
  }
}
