import { describe, expect, it } from 'vitest'
import { isForeign } from './foreign-request.ts'

function from(site: string | undefined, method: string): Request {
  const headers = new Headers(site === undefined ? {} : { 'sec-fetch-site': site })
  return new Request('http://here.test/api', { method, headers })
}

describe('a request that changes something', () => {
  it.each(['cross-site', 'same-site'])('is foreign when a %s page sends it', (site) => {
    expect(isForeign(from(site, 'POST'))).toBe(true)
    expect(isForeign(from(site, 'DELETE'))).toBe(true)
  })

  it.each(['same-origin', 'none', undefined])('is not when the site is %s', (site) => {
    expect(isForeign(from(site, 'POST'))).toBe(false)
  })

  it('is not one that only reads, whose answer the browser keeps from other origins', () => {
    expect(isForeign(from('cross-site', 'GET'))).toBe(false)
  })
})
