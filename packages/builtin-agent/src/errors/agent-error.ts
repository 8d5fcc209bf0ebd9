/** Why a run failed, as its `RUN_ERROR` says. The list is closed. */
export type AgentErrorCode =
  /** The provider did not accept the key, or there is none. */
  | 'auth_failed'
  /** Too many calls in a while; `retryAfterMs` may say how long to wait. */
  | 'rate_limited'
  /** The account's quota or credit is used up; waiting does not help. */
  | 'quota_exceeded'
  /** The conversation is longer than the model can read. */
  | 'context_too_long'
  /** The provider's filter refused the question or the answer. */
  | 'content_refused'
  /** The provider cannot take more work now. */
  | 'overloaded'
  /** The provider was not reached, or the connection broke. */
  | 'network_error'
  /** The answer ended without an ending. */
  | 'incomplete_response'
  /** The provider does not know the model. */
  | 'model_not_found'
  /** The provider did not understand the call. */
  | 'invalid_request'
  /** The provider failed in any other way. */
  | 'provider_error'
  /** An MCP server that the run needs could not be used. */
  | 'mcp_unavailable'
  /** The agent is set up wrongly; the message says how. */
  | 'invalid_configuration'
  /** A factory, a tool set or the agent itself failed. */
  | 'agent_error'

/** What an `AgentError` may carry besides its code and message. */
export interface AgentErrorOptions {
  /** What went wrong underneath. It is for a log: it never reaches a client. */
  cause?: unknown
  /** Milliseconds after which another try makes sense. */
  retryAfterMs?: number | undefined
}

/** A failure with a code from a closed list, and a message that may be shown to the client. */
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
