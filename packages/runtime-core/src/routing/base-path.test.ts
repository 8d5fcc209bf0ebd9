import { describe, expect, test } from 'vitest'
import { afterBasePath, resolveBasePath } from './base-path.ts'

const remainder = (basePath: string, pathname: string): string | undefined =>
  afterBasePath(pathname, resolveBasePath(basePath) ?? [])?.join('/')

describe('afterBasePath', () => {
  test('gives what follows the base path', () => {
    expect(remainder('/api/copilotkit', '/api/copilotkit/info')).toBe('info')
    expect(remainder('/api/copilotkit', '/api/copilotkit')).toBe('')
    expect(remainder('/', '/agent/a/run')).toBe('agent/a/run')
  })

  test('ends at a segment, not in the middle of one', () => {
    expect(remainder('/api', '/apis/info')).toBeUndefined()
    expect(remainder('/api', '/v1/api/info')).toBeUndefined()
    expect(remainder('/api/copilotkit', '/api')).toBeUndefined()
  })

  test.each(['api/copilotkit', '/api/copilotkit/', '//api//copilotkit'])(
    '%j means /api/copilotkit',
    (basePath) => {
      expect(remainder(basePath, '/api/copilotkit/info')).toBe('info')
    },
  )

  test('doubled and trailing slashes of the request are ignored', () => {
    expect(remainder('/api/copilotkit', '//api//copilotkit//info/')).toBe('info')
  })

  test('letters outside ASCII are compared as a URL writes them', () => {
    expect(remainder('/café', new URL('http://localhost/café/info').pathname)).toBe('info')
  })
})

describe('resolveBasePath', () => {
  test.each(['', 'http://localhost/api', '/api?x=1', '/api#x'])('%j is refused', (basePath) => {
    expect(() => resolveBasePath(basePath)).toThrow("basePath must be a path such as '/api/copilotkit'")
  })

  test('none given is not the same as the root', () => {
    expect(resolveBasePath(undefined)).toBeUndefined()
    expect(resolveBasePath('/')).toEqual([])
  })
})
