import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSessions, SESSION_COOKIE, type Sessions } from './sessions.ts'
import { findUser } from './users.ts'

const secret = randomBytes(32)
const ada = findUser('ada') ?? expect.unreachable()

function tokenFor(sessions: Sessions): string {
  return /=([^;]+);/.exec(sessions.signIn(ada))?.[1] ?? ''
}

function withToken(token: string): Request {
  return new Request('http://here.test', {
    headers: { cookie: `theme=dark; ${SESSION_COOKIE}=${token}; a=b` },
  })
}

describe('sessions', () => {
  it('return the signed-in user, also after a restart', () => {
    const token = tokenFor(createSessions(secret))
    expect(createSessions(secret).userOf(withToken(token))).toEqual({ id: 'ada', name: 'Ada' })
  })

  it('are kept from scripts and from other sites', () => {
    expect(createSessions(secret).signIn(ada)).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/)
    expect(createSessions(secret).signOut()).toBe(
      `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`,
    )
  })

  it('return no user without a cookie', () => {
    expect(createSessions(secret).userOf(new Request('http://here.test'))).toBeNull()
  })

  it('end after a week', () => {
    const day = 24 * 60 * 60 * 1000
    const token = tokenFor(createSessions(secret, () => 0))
    expect(createSessions(secret, () => 7 * day - 1).userOf(withToken(token))).not.toBeNull()
    expect(createSessions(secret, () => 7 * day).userOf(withToken(token))).toBeNull()
  })

  it.each([
    ['another name', (token: string) => token.replace('ada', 'grace')],
    ['a later end', (token: string) => token.replace('.', '.9')],
    ['no signature', (token: string) => token.replace(/\.[^.]*$/, '.')],
    ['one part less', (token: string) => token.replace(/\.[^.]*$/, '')],
    ['one part more', (token: string) => `${token}.x`],
    ['nothing', () => ''],
  ])('return no user for a token with %s', (_, change) => {
    const sessions = createSessions(secret)
    expect(sessions.userOf(withToken(change(tokenFor(sessions))))).toBeNull()
  })

  it('return no user for a token of another server', () => {
    expect(createSessions(secret).userOf(withToken(tokenFor(createSessions(randomBytes(32)))))).toBeNull()
  })
})
