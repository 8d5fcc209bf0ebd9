import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'
import { isResponse } from '../http/web-shapes.ts'
import type { RuntimeUser } from './runtime-user.ts'

/** The maximum length of ids on the wire. */
const MAX_USER_ID_LENGTH = 1_024

/** Returns the user of a request; null for an unknown user. */
export type IdentifyUser = (request: Request) => RuntimeUser | null | Promise<RuntimeUser | null>

/**
 * Calls `identifyUser`. A `Response` or `RuntimeError` that it throws becomes the response.
 *
 * @throws RuntimeError `identify_failed`, `invalid_user`
 */
export async function identify(identifyUser: IdentifyUser, request: Request): Promise<RuntimeUser | null> {
  let user: RuntimeUser | null | undefined
  try {
    user = await identifyUser(request)
  } catch (thrown) {
    if (isResponse(thrown) || isRuntimeError(thrown)) throw thrown
    throw new RuntimeError('identify_failed', undefined, { cause: thrown })
  }
  if (user === null) return null
  const { id, name } = (user ?? {}) as { id?: unknown; name?: unknown }
  if (typeof id !== 'string' || id === '' || id.length > MAX_USER_ID_LENGTH) throw invalidUser('id')
  // Stores treat unpaired surrogates differently.
  if (/\p{Surrogate}/u.test(id)) throw invalidUser('id')
  if (name !== undefined && name !== null && typeof name !== 'string') throw invalidUser('name')
  return user as RuntimeUser
}

function invalidUser(member: 'id' | 'name'): RuntimeError {
  const error = `identifyUser must return a valid user ${member}`
  const cause = new TypeError(
    `identifyUser must return { id, name? } with an id of 1 to ${MAX_USER_ID_LENGTH} characters, or null`,
  )
  return new RuntimeError('invalid_user', undefined, { error, cause })
}
