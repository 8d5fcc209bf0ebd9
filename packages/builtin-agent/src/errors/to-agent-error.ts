import { AgentError, type AgentErrorCode } from './agent-error.ts'
import { errorCodeOf } from './error-code.ts'
import { McpProblem } from './mcp-problem.ts'
import { readFailure } from './read-failure.ts'
import { ToolSchemaError } from './tool-schema-error.ts'

const MESSAGES: Readonly<Record<AgentErrorCode, string>> = {
  auth_failed: 'The model provider did not accept the key of the server',
  rate_limited: 'The model provider asks to slow down. Try again later',
  quota_exceeded: "The quota of the server's account at the model provider is used up",
  context_too_long: 'The conversation is too long for the model',
  content_refused: 'The model provider refused to answer this',
  overloaded: 'The model provider is overloaded. Try again later',
  network_error: 'The model provider could not be reached, or the connection broke',
  incomplete_response: 'The answer of the model ended in the middle',
  model_not_found: 'The model provider does not know the model',
  invalid_request: 'The model provider did not understand the request',
  provider_error: 'The model provider failed',
  mcp_unavailable: 'An MCP server that the agent needs could not be used',
  invalid_configuration: 'The agent is not set up correctly',
  agent_error: 'The agent failed',
}

/**
 * Classifies a failure by its status, codes and types, never by the text of a message.
 * The failure is the `cause`.
 */
export function toAgentError(cause: unknown): AgentError {
  if (cause instanceof AgentError) return cause
  if (cause instanceof McpProblem) return new AgentError('mcp_unavailable', cause.message, { cause })
  if (cause instanceof ToolSchemaError)
    return new AgentError('invalid_configuration', cause.message, { cause })
  const failure = readFailure(cause)
  const code = errorCodeOf(failure)
  const message = setupError(cause) ?? MESSAGES[code]
  return new AgentError(code, message, { cause, retryAfterMs: failure.retryAfterMs })
}

/** An error with the message that belongs to its code. */
export function agentError(code: AgentErrorCode, cause?: unknown): AgentError {
  return new AgentError(code, MESSAGES[code], { cause })
}

/** The errors of the AI SDK for a model that cannot be created. Their messages name an option or a variable, never its value. */
const SETUP_ERRORS: ReadonlySet<unknown> = new Set(['AI_LoadSettingError', 'AI_LoadAPIKeyError'])

/** The maximum depth of wrapped errors. */
const MAX_DEPTH = 6

/** The message of a configuration error of a model, which may be shown to clients. Undefined for any other failure. */
export function setupError(failure: unknown): string | undefined {
  let error = failure
  for (let depth = 0; depth < MAX_DEPTH && error instanceof Error; depth += 1) {
    if (SETUP_ERRORS.has(error.name)) return error.message
    error = (error as { lastError?: unknown }).lastError ?? error.cause
  }
  return undefined
}
