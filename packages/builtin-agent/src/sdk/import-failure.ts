import { AgentError } from '../errors/agent-error.ts'

const NOT_FOUND = new Set<unknown>([
  'ERR_MODULE_NOT_FOUND',
  'ERR_PACKAGE_IMPORT_NOT_DEFINED',
  'MODULE_NOT_FOUND',
])

// Workers, browsers, and what bundlers put in the place of a missing package give no code.
const NOT_FOUND_WORDS = /no such module|could not resolve|cannot find (?:module|package)|failed to resolve/i

/** What to throw for a failed import: an `AgentError` with the install line when the package is not there, or the cause itself. */
export function importFailure(packageName: string, neededBy: string, cause: unknown): unknown {
  if (!isNotFound(cause)) return cause
  return new AgentError(
    'invalid_configuration',
    `${neededBy} needs the package ${packageName}. Install it with: npm install ${packageName}`,
    { cause },
  )
}

function isNotFound(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return NOT_FOUND.has((cause as { code?: unknown }).code) || NOT_FOUND_WORDS.test(cause.message)
}
