import { RuntimeError } from '../http/runtime-error.ts'

const MAX_SHOWN_PATH = 200

/** The error for a path that exists, but not with this method. */
export function wrongMethod(allow: readonly string[], method: string): RuntimeError {
  const list = allow.join(', ')
  return new RuntimeError('method_not_allowed', `This address answers ${list}, not ${method}`, {
    headers: { allow: list },
  })
}

/** The error for a path that is no route, which says where the runtime is mounted. */
export function notFound(path: string, expected: string): RuntimeError {
  const shown = path.length > MAX_SHOWN_PATH ? `${path.slice(0, MAX_SHOWN_PATH)}…` : path
  return new RuntimeError('not_found', `There is no route at '${shown}'. ${expected}`)
}
