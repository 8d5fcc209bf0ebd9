import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type ParamsOf,
  paramNames,
  type RouteName,
  routeNamed,
  routePath,
  routeTable,
} from './route-table.ts'

describe('the route table', () => {
  test('has each name once, and each method and pattern once', () => {
    const names = routeTable.map(({ name }) => name)
    const addresses = routeTable.flatMap(({ methods, pattern }) =>
      methods.map((method) => `${method} ${pattern}`),
    )
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  test('gives each route the parameters of its pattern', () => {
    expectTypeOf<ParamsOf<'agent/stop'>>().toEqualTypeOf<{
      readonly agentId: string
      readonly threadId: string
    }>()
    expectTypeOf<keyof ParamsOf<'info'>>().toEqualTypeOf<never>()
    expect(paramNames(routeNamed('agent/stop').pattern)).toEqual(['agentId', 'threadId'])
  })

  test('an unknown route is a TypeError', () => {
    expect(() => routeNamed('agents/run' as RouteName)).toThrow("Unknown route 'agents/run'")
  })
})

describe('routePath', () => {
  test('fills in the parameters, percent-encoded', () => {
    expect(routePath('info', {})).toBe('/info')
    expect(routePath('agent/stop', { agentId: 'a/b', threadId: 'ü ?' })).toBe(
      '/agent/a%2Fb/stop/%C3%BC%20%3F',
    )
  })
})
