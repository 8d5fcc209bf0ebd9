import type { ParamsOf, RouteParams } from '@flightdeck/protocol'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { matchRoute } from './match-route.ts'

const base = ['api', 'copilotkit']
const routeOf = (method: string, path: string, at: readonly string[] | undefined): unknown => {
  const outcome = matchRoute(method, path, at)
  return outcome.kind === 'match' ? outcome.match.route : outcome.kind
}

describe.each([
  ['below a base path', '/api/copilotkit', base],
  ['by the end of the path', '/any/mount/point', undefined],
  ['at the root', '', []],
])('matching %s', (_, prefix, at) => {
  test.each([
    ['GET', '/info', { method: 'info' }],
    ['POST', '/transcribe', { method: 'transcribe' }],
    ['GET', '/cpk-debug-events', { method: 'cpk-debug-events' }],
    ['POST', '/agent/a/run', { method: 'agent/run', agentId: 'a' }],
    ['POST', '/agent/a/suggest', { method: 'agent/suggest', agentId: 'a' }],
    ['POST', '/agent/a/connect', { method: 'agent/connect', agentId: 'a' }],
    ['GET', '/agent/a/connect', { method: 'agent/connect', agentId: 'a' }],
    ['POST', '/agent/a/stop/t', { method: 'agent/stop', agentId: 'a', threadId: 't' }],
    ['GET', '/threads', { method: 'threads/list' }],
    ['POST', '/threads/clear', { method: 'threads/clear' }],
    ['GET', '/threads/subscribe', { method: 'threads/subscribe' }],
    ['POST', '/threads/subscribe', { method: 'threads/realtime' }],
    ['POST', '/threads/import', { method: 'threads/import' }],
    ['GET', '/threads/t', { method: 'threads/get', threadId: 't' }],
    ['PATCH', '/threads/t', { method: 'threads/update', threadId: 't' }],
    ['DELETE', '/threads/t', { method: 'threads/delete', threadId: 't' }],
    ['POST', '/threads/t/archive', { method: 'threads/archive', threadId: 't' }],
    ['GET', '/threads/t/messages', { method: 'threads/messages', threadId: 't' }],
    ['GET', '/threads/t/export', { method: 'threads/export', threadId: 't' }],
  ])('%s %s is a route', (method, path, route) => {
    expect(routeOf(method, prefix + path, at)).toEqual(route)
    expect(routeOf(method, `${prefix}/${path}//`, at)).toEqual(route)
  })

  test.each([
    '/',
    '/agent',
    '/agent/a',
    '/agent//run',
    '/agent/a/fly',
    '/information',
    '/Info',
    '/agent/a/stop',
  ])('GET %s is no route', (path) => {
    expect(routeOf('GET', prefix + path, at)).toBe('no-route')
  })

  test.each(['/info', '/threads', '/threads/t/messages', '/agent/a/connect'])(
    'HEAD %s reaches the route of GET',
    (path) => {
      expect(matchRoute('HEAD', prefix + path, at)).toMatchObject({ kind: 'match' })
      expect(matchRoute('HEAD', prefix + path, at)).toEqual(matchRoute('GET', prefix + path, at))
    },
  )

  test.each([
    ['POST', '/info', ['GET']],
    ['HEAD', '/threads/t/archive', ['POST']],
    ['GET', '/agent/a/run', ['POST']],
    ['DELETE', '/agent/a/connect', ['POST', 'GET']],
    ['OPTIONS', '/agent/a/stop/t', ['POST']],
    ['POST', '/threads', ['GET']],
    ['PUT', '/threads/t', ['GET', 'PATCH', 'DELETE']],
    ['GET', '/threads/t/archive', ['POST']],
  ])('%s %s is the wrong method, and the right ones are named', (method, path, allow) => {
    expect(matchRoute(method, prefix + path, at)).toMatchObject({ kind: 'wrong-method', allow })
  })

  test('ids are percent-decoded, also an encoded slash', () => {
    expect(routeOf('POST', `${prefix}/agent/my%20agent/stop/a%2Fb%E2%9C%88`, at)).toEqual({
      method: 'agent/stop',
      agentId: 'my agent',
      threadId: 'a/b✈',
    })
  })

  test('broken percent-encoding is no route', () => {
    expect(routeOf('POST', `${prefix}/agent/%E0%A4%A/run`, at)).toBe('no-route')
    expect(routeOf('POST', `${prefix}/agent/%/run`, at)).toBe('no-route')
  })

  test('an id may be the name of another route', () => {
    expect(routeOf('POST', `${prefix}/agent/info/stop/transcribe`, at)).toEqual({
      method: 'agent/stop',
      agentId: 'info',
      threadId: 'transcribe',
    })
    expect(routeOf('POST', `${prefix}/agent/a/stop/info`, at)).toMatchObject({ threadId: 'info' })
    for (const threadId of ['info', 'transcribe', 'clear', 'import', 'threads']) {
      expect(routeOf('GET', `${prefix}/threads/${threadId}`, at)).toEqual({ method: 'threads/get', threadId })
    }
    for (const method of ['PATCH', 'DELETE']) {
      expect(routeOf(method, `${prefix}/threads/subscribe`, at)).toMatchObject({ threadId: 'subscribe' })
    }
  })

  test('a word that a path reserves is an id once a letter of it is percent-encoded', () => {
    expect(routeOf('GET', `${prefix}/threads/%73ubscribe`, at)).toEqual({
      method: 'threads/get',
      threadId: 'subscribe',
    })
  })
})

describe('with a base path', () => {
  test.each(['/api/copilotkitchen/info', '/api/copilotkit/junk/info', '/info', '/v1/api/copilotkit/info'])(
    'nothing may stand before, between or instead: %s',
    (path) => {
      expect(routeOf('GET', path, base)).toBe('no-route')
    },
  )
})

test('the types of parameters follow from the pattern', () => {
  expectTypeOf<RouteParams<'/agent/:agentId/stop/:threadId'>>().toEqualTypeOf<{
    readonly agentId: string
    readonly threadId: string
  }>()
  expectTypeOf<keyof ParamsOf<'info'>>().toEqualTypeOf<never>()
  expectTypeOf<keyof ParamsOf<'agent/run'>>().toEqualTypeOf<'agentId'>()
})
