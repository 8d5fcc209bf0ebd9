/** The transport of the SDK, as far as its messages are looked at. */
export interface MessageSource {
  onmessage?: ((message: never) => void) | undefined
}

/** Wraps the data of an error response of the server. */
class Answered {
  readonly data: unknown

  constructor(data: unknown) {
    this.data = data
  }
}

/** The data of an error response that is created here. */
export const ownError: unique symbol = Symbol('not of the server')

/**
 * Marks every error response of the server: the SDK has errors of its own with the same codes, `-32000` for a connection
 * that ended and `-32001` for a time-out. Call it before the client takes the transport.
 */
export function markServerErrors(transport: MessageSource): void {
  const before = transport.onmessage
  transport.onmessage = (message: never) => {
    const { error } = message as { error?: { data?: unknown } }
    if (error !== undefined && error.data !== ownError) error.data = new Answered(error.data)
    before?.(message)
  }
}

/** Whether the server itself answered the request with an error of JSON-RPC, whose text is meant for the caller. */
export function isServerError(error: unknown): error is Error {
  return error instanceof Error && 'data' in error && error.data instanceof Answered
}
