/** The transport of the SDK, as far as its messages are looked at. */
export interface MessageSource {
  onmessage?: ((message: never) => void) | undefined
}

/** Stands where the data of an error was that the server answered with. */
class Answered {
  readonly data: unknown

  constructor(data: unknown) {
    this.data = data
  }
}

/** The data of an error that is put among a server's answers here. */
export const ownError: unique symbol = Symbol('not of the server')

/**
 * Marks every error that the server answers with: the SDK gives errors of its own the same codes, `-32000` for a connection
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
