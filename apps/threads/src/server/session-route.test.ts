import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { handleSession } from './session-route.ts'
import { createSessions } from './sessions.ts'

const sessions = createSessions(randomBytes(32))
const users = [
  { id: 'ada', name: 'Ada' },
  { id: 'grace', name: 'Grace' },
]

function ask(init: RequestInit = {}): Promise<Response> {
  return handleSession(new Request('http://here.test/session', init), sessions)
}

function post(body: string, contentType = 'application/json'): Promise<Response> {
  const headers = { 'content-type': contentType, 'content-length': String(body.length) }
  return ask({ method: 'POST', headers, body })
}

describe('the session route', () => {
  it('lists the users to a visitor without a session', async () => {
    const response = await ask()
    expect(await response.json()).toEqual({ user: null, users })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('signs in, returns the user, and signs out', async () => {
    const signedIn = await post('{"userId":"grace"}')
    expect(await signedIn.json()).toMatchObject({ user: { id: 'grace' } })
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(await (await ask({ headers: { cookie } })).json()).toMatchObject({ user: { id: 'grace' } })
    const signedOut = await ask({ method: 'DELETE', headers: { cookie } })
    expect(signedOut.headers.get('set-cookie')).toContain('Max-Age=0')
  })

  it.each([
    ['of an unknown user', '{"userId":"mallory"}', 'application/json'],
    ['with invalid JSON', '{', 'application/json'],
    ['with JSON that is not an object', '"ada"', 'application/json'],
    ['with a content type that a form of another site could send', '{"userId":"ada"}', 'text/plain'],
    ['with a body that is too large', `{"userId":"ada","x":"${'x'.repeat(1_000)}"}`, 'application/json'],
  ])('refuses a sign-in %s', async (_, body, contentType) => {
    const response = await post(body, contentType)
    expect(response.status).toBe(400)
    expect(response.headers.has('set-cookie')).toBe(false)
  })

  it('has no other methods', async () => {
    expect((await ask({ method: 'PUT' })).status).toBe(405)
  })
})
