import { describe, expect, it } from 'vitest'
import { isForeign } from './foreign-request.ts'

function from(site: string | undefined, method: string): Request {
  const headers = new Headers(site === undefined ? {} : { 'sec-fetch-site': site })
  return new Request('http://here.test/api', { method, headers })
}

describe('a request that changes state', () => {
  it.each(['cross-site', 'same-site'])('is cross-origin if a %s page sends it', (site) => {
    expect(isForeign(from(site, 'POST'))).toBe(true)
    expect(isForeign(from(site, 'DELETE'))).toBe(true)
  })

  it.each(['same-origin', 'none', undefined])('is not if the site is %s', (site) => {
    expect(isForeign(from(site, 'POST'))).toBe(false)
  })

  it('is not checked if it only reads: the browser hides its response from other origins', () => {
    expect(isForeign(from('cross-site', 'GET'))).toBe(false)
  })
})
