import type { Sessions } from './sessions.ts'
import { findUser, USERS } from './users.ts'

/** Where the page asks who it is. */
export const SESSION_PATH = '/session'

const MAX_BODY_BYTES = 1_000

/**
 * `GET` tells who is signed in and who could be, `POST { "userId" }` signs in, `DELETE` signs out. Changes need a JSON
 * content type or a method that no form has, so that no other site can make them.
 */
export async function answerSession(request: Request, sessions: Sessions): Promise<Response> {
  switch (request.method) {
    case 'GET':
      return toAnswer({ user: sessions.userOf(request), users: USERS })
    case 'POST': {
      const user = findUser(await readUserId(request))
      if (!user) return toAnswer({ error: 'There is no such user' }, 400)
      return toAnswer({ user, users: USERS }, 200, sessions.signIn(user))
    }
    case 'DELETE':
      return toAnswer({ user: null, users: USERS }, 200, sessions.signOut())
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

function toAnswer(body: object, status = 200, cookie?: string): Response {
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (cookie !== undefined) headers.set('set-cookie', cookie)
  return Response.json(body, { status, headers })
}
