import { AgentError } from '../errors/agent-error.ts'
import { installLine } from './missing-packages.ts'

const NOT_FOUND = new Set<unknown>([
  'ERR_MODULE_NOT_FOUND',
  'ERR_PACKAGE_IMPORT_NOT_DEFINED',
  'MODULE_NOT_FOUND',
])

// Workers, browsers, and what bundlers put in the place of a missing package give no code.
const NOT_FOUND_WORDS = /no such module|could not resolve|cannot find (?:module|package)|failed to resolve/i

/**
 * The error to throw for a failed import: an `AgentError` if the package is not installed, otherwise the cause itself. Its
 * message may reach a client; its cause, which is for the log, names the package with the line that installs it.
 */
export function importFailure(packageName: string, neededBy: string, cause: unknown): unknown {
  if (!isNotFound(cause)) return cause
  return new AgentError(
    'invalid_configuration',
    'A package that the agent needs is not installed. The log of the server names it.',
    { cause: new Error(installLine(packageName, neededBy), { cause }) },
  )
}

/** Whether an import failed because the package is not installed. */
export function isNotFound(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return NOT_FOUND.has((cause as { code?: unknown }).code) || NOT_FOUND_WORDS.test(cause.message)
}
