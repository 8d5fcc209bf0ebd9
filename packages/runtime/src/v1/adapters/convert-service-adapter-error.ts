/** A failure of a provider, with a code that says whose fault it is. */
export class CopilotKitLowLevelError extends Error {
  override readonly name = 'CopilotKitLowLevelError'
  readonly code: 'AUTHENTICATION_ERROR' | 'CONFIGURATION_ERROR' | 'NETWORK_ERROR'
  /** The provider's HTTP status; 503 if there is none. */
  readonly statusCode: number
  /** What the provider answered. */
  readonly responseData: unknown
  /** The name of the error that was thrown. */
  readonly originalErrorType: string

  constructor(message: string, thrown: unknown) {
    super(message, { cause: thrown })
    const { status, statusCode, response, error, data } = Object(thrown) as Record<string, unknown>
    const known = [status, statusCode, Object(response).status].find((value) => typeof value === 'number')
    this.statusCode = (known as number | undefined) ?? 503
    this.code = codeOf(known as number | undefined)
    this.responseData = error ?? data ?? Object(response).data
    this.originalErrorType = thrown instanceof Error ? thrown.constructor.name : typeof thrown
  }
}

/** What a provider's SDK threw, as an error that says which adapter it is about and whose fault it is. */
export function convertServiceAdapterError(error: unknown, adapterName: string): CopilotKitLowLevelError {
  const text = error instanceof Error ? error.message : String(error)
  return new CopilotKitLowLevelError(`${adapterName} API error: ${text}`, error)
}

function codeOf(status: number | undefined): CopilotKitLowLevelError['code'] {
  if (status === 401) return 'AUTHENTICATION_ERROR'
  if (status !== undefined && status >= 400 && status < 500) return 'CONFIGURATION_ERROR'
  return 'NETWORK_ERROR'
}
