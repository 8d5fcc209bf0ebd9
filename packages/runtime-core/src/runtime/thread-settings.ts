/** What clients may do with threads over HTTP. */
export interface ThreadOptions {
  /** Whether `POST /threads/clear` works. @default only with `identifyUser`: then it deletes the user's own threads */
  allowClear?: boolean | undefined
  /**
   * Whether `POST /threads/import` works. Imported content is trusted, including messages of agents and interrupts.
   *
   * @default false
   */
  allowImport?: boolean | undefined
  /** Maximum threads or runs in a page. @default 200 */
  maxPageSize?: number | undefined
  /**
   * Maximum clients that follow the list of one user, or without `identifyUser` the list of all threads. More are refused
   * with 429.
   *
   * @default 1_000
   */
  maxSubscribers?: number | undefined
}

/** {@link ThreadOptions} with all defaults. */
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
