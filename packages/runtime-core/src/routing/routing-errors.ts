// Tests: `multi-route.test.ts` and `single-route.test.ts`.
import { RuntimeError } from '../http/runtime-error.ts'

const MAX_SHOWN_PATH = 200

/** The error for a path whose routes have other methods. */
export function methodNotAllowed(allow: readonly string[]): RuntimeError {
  const list = allow.join(', ')
  return new RuntimeError('method_not_allowed', `Method not allowed for this path; allowed: ${list}`, {
    headers: { allow: list },
  })
}

/** The error for a path without a route. `expected` says which paths have one. */
export function notFound(path: string, expected: string): RuntimeError {
  const shown = path.length > MAX_SHOWN_PATH ? `${path.slice(0, MAX_SHOWN_PATH)}…` : path
  return new RuntimeError('not_found', `No route matches '${shown}'. ${expected}`)
}
