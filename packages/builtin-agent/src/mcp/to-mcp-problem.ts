import { McpProblem } from '../errors/mcp-problem.ts'
import { isServerError } from './server-error.ts'

/** Whether the server no longer knows the session, so that nothing was done and a new one may be opened. */
export function isSessionLost(error: unknown): boolean {
  // The specification says 404; servers made after the SDK's own examples say 400.
  return !isServerError(error) && (hasCode(error, 404) || hasCode(error, 400))
}

/** Says of an error of the SDK what it means, without its text, which may carry what the server wants to keep. */
export function toMcpProblem(error: unknown, server: string): McpProblem {
  if (error instanceof McpProblem) return error
  if (isServerError(error)) return failed(error, server)
  if (hasCode(error, 401) || hasCode(error, 403) || nameOf(error) === 'UnauthorizedError') {
    return new McpProblem('mcp_unauthorized', server, 'refused the credentials', error)
  }
  if (hasCode(error, requestTimedOut)) {
    return new McpProblem('mcp_timeout', server, 'did not answer in time', error)
  }
  if (error instanceof TypeError || hasCode(error, connectionClosed) || isLostStream(error)) {
    return new McpProblem('mcp_unreachable', server, 'could not be reached', error)
  }
  return failed(error, server)
}

/** Whether the error tells that a stream of server-sent events ended. */
export function isLostStream(error: unknown): boolean {
  return error instanceof Error && 'event' in error
}

/** The code that the SDK and the watch over its streams give to a connection that ended. */
export const connectionClosed = -32000
const requestTimedOut = -32001

function failed(error: unknown, server: string): McpProblem {
  return new McpProblem('mcp_failed', server, 'answered with an error', error)
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

function nameOf(error: unknown): string | undefined {
  return error instanceof Error ? (error.name === 'Error' ? error.constructor.name : error.name) : undefined
}
