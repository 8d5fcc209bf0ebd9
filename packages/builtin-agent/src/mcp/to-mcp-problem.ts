import { McpProblem } from '../errors/mcp-problem.ts'
import { isServerError } from './server-error.ts'

/** Whether the server no longer knows the session, so that nothing was done and a new one may be opened. */
export function isSessionLost(error: unknown): boolean {
  // The specification says 404; servers made after the SDK's own examples say 400.
  return !isServerError(error) && (hasCode(error, 404) || hasCode(error, 400))
}

/** Converts an error of the SDK. Its text is not used, because it may contain secrets of the server. */
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

/** Whether the error reports that a stream of server-sent events ended. */
export function isLostStream(error: unknown): boolean {
  return error instanceof Error && 'event' in error
}

/** The code of a closed connection, of the SDK and of the watched transport. */
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
