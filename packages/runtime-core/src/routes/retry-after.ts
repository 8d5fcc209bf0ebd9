/** Seconds after which a client may send a request again that was refused with 503. */
export const RETRY_AFTER: Readonly<Record<string, string>> = { 'retry-after': '1' }
