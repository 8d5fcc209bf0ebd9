import { createHmac, timingSafeEqual } from 'node:crypto'
import type { DemoUser } from './users.ts'
import { findUser } from './users.ts'

/** The session cookie. */
export const SESSION_COOKIE = 'flightdeck_threads_session'

/** Lifetime of a session. */
const SESSION_SECONDS = 7 * 24 * 60 * 60

/** Sessions in signed cookies. The server stores nothing, so users stay signed in after a restart. */
export interface Sessions {
  /** The user of a request; null if it has no valid session. */
  userOf(request: Request): DemoUser | null
  /** The `set-cookie` header that signs a user in. */
  signIn(user: DemoUser): string
  /** The `set-cookie` header that signs out. */
  signOut(): string
}

/** @param now milliseconds since 1970 */
export function createSessions(secret: Buffer, now: () => number = Date.now): Sessions {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest()

  const read = (token: string): DemoUser | null => {
    const [userId, expiresAt, signature, ...rest] = token.split('.')
    if (userId === undefined || expiresAt === undefined || signature === undefined || rest.length > 0)
      return null
    const expected = sign(`${userId}.${expiresAt}`)
    const given = Buffer.from(signature, 'base64url')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
    return Number(expiresAt) > now() ? (findUser(userId) ?? null) : null
  }

  return {
    userOf(request) {
      const token = readCookie(request.headers.get('cookie') ?? '', SESSION_COOKIE)
      return token === undefined ? null : read(token)
    },
    signIn({ id }) {
      const claim = `${id}.${now() + SESSION_SECONDS * 1000}`
      return toCookie(`${claim}.${sign(claim).toString('base64url')}`, SESSION_SECONDS)
    },
    signOut: () => toCookie('', 0),
  }
}

function toCookie(value: string, maxAgeSeconds: number): string {
  // A public server must add Secure. This one is reached by HTTP on localhost.
  return `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`
}

function readCookie(header: string, name: string): string | undefined {
  const pairs = header.split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
