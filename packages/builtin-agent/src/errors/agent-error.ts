/** The code of a `RUN_ERROR`. The list is closed. */
export type AgentErrorCode =
  /** The provider did not accept the key, or there is none. */
  | 'auth_failed'
  /** Too many requests; `retryAfterMs` may say how long to wait. */
  | 'rate_limited'
  /** The account's quota or credit is used up; waiting does not help. */
  | 'quota_exceeded'
  /** The conversation exceeds the context window of the model. */
  | 'context_too_long'
  /** The provider's filter rejected the prompt or the completion. */
  | 'content_refused'
  /** The provider is overloaded. */
  | 'overloaded'
  /** The provider was not reached, or the connection broke. */
  | 'network_error'
  /** The completion ended without a finish reason. */
  | 'incomplete_response'
  /** The provider does not know the model. */
  | 'model_not_found'
  /** The provider rejected the request. */
  | 'invalid_request'
  /** The provider failed in any other way. */
  | 'provider_error'
  /** An MCP server that the run needs could not be used. */
  | 'mcp_unavailable'
  /** The agent is configured incorrectly; the message says how. */
  | 'invalid_configuration'
  /** A factory, a tool set or the agent itself failed. */
  | 'agent_error'

/** Options of an `AgentError`. */
export interface AgentErrorOptions {
  /** The underlying error. It is for a log and never reaches a client. */
  cause?: unknown
  /** Milliseconds to wait before a retry. */
  retryAfterMs?: number | undefined
}

/** An error with a code from a closed list and a message that may be shown to the client. */
export class AgentError extends Error {
  readonly code: AgentErrorCode
  readonly retryAfterMs: number | undefined

  constructor(code: AgentErrorCode, message: string, options: AgentErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'AgentError'
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}
