import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { answerSession } from './session-route.ts'
import { createSessions } from './sessions.ts'

const sessions = createSessions(randomBytes(32))
const users = [
  { id: 'ada', name: 'Ada' },
  { id: 'grace', name: 'Grace' },
]

function ask(init: RequestInit = {}): Promise<Response> {
  return answerSession(new Request('http://here.test/session', init), sessions)
}

function post(body: string, contentType = 'application/json'): Promise<Response> {
  const headers = { 'content-type': contentType, 'content-length': String(body.length) }
  return ask({ method: 'POST', headers, body })
}

describe('the session route', () => {
  it('tells a stranger who could sign in', async () => {
    const response = await ask()
    expect(await response.json()).toEqual({ user: null, users })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it('signs in, knows the user then, and signs out', async () => {
    const signedIn = await post('{"userId":"grace"}')
    expect(await signedIn.json()).toMatchObject({ user: { id: 'grace' } })
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    expect(await (await ask({ headers: { cookie } })).json()).toMatchObject({ user: { id: 'grace' } })
    const signedOut = await ask({ method: 'DELETE', headers: { cookie } })
    expect(signedOut.headers.get('set-cookie')).toContain('Max-Age=0')
  })

  it.each([
    ['nobody', '{"userId":"mallory"}', 'application/json'],
    ['what is no JSON', '{', 'application/json'],
    ['what is no object', '"ada"', 'application/json'],
    ['what a form of another site could send', '{"userId":"ada"}', 'text/plain'],
    ['what is far too long', `{"userId":"ada","x":"${'x'.repeat(1_000)}"}`, 'application/json'],
  ])('does not sign in %s', async (_, body, contentType) => {
    const response = await post(body, contentType)
    expect(response.status).toBe(400)
    expect(response.headers.has('set-cookie')).toBe(false)
  })

  it('has no other methods', async () => {
    expect((await ask({ method: 'PUT' })).status).toBe(405)
  })
})
