import type { Sessions } from './sessions.ts'
import { findUser, USERS } from './users.ts'

/** The path of the session route. */
export const SESSION_PATH = '/session'

const MAX_BODY_BYTES = 1_000

/**
 * `GET` returns the signed-in user and all users, `POST { "userId" }` signs in, `DELETE` signs out. Changes need a JSON
 * content type or a method that HTML forms do not have, so that no other site can make them.
 */
export async function handleSession(request: Request, sessions: Sessions): Promise<Response> {
  switch (request.method) {
    case 'GET':
      return toResponse({ user: sessions.userOf(request), users: USERS })
    case 'POST': {
      const user = findUser(await readUserId(request))
      if (!user) return toResponse({ error: 'Unknown user' }, 400)
      return toResponse({ user, users: USERS }, 200, sessions.signIn(user))
    }
    case 'DELETE':
      return toResponse({ user: null, users: USERS }, 200, sessions.signOut())
    default:
      return new Response('Method not allowed\n', { status: 405, headers: { allow: 'GET, POST, DELETE' } })
  }
}

async function readUserId(request: Request): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) return undefined
  if (!(Number(request.headers.get('content-length') ?? Number.NaN) <= MAX_BODY_BYTES)) return undefined
  try {
    const body: unknown = await request.json()
    return typeof body === 'object' && body !== null && 'userId' in body ? body.userId : undefined
  } catch {
    return undefined
  }
}

function toResponse(body: object, status = 200, cookie?: string): Response {
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (cookie !== undefined) headers.set('set-cookie', cookie)
  return Response.json(body, { status, headers })
}
