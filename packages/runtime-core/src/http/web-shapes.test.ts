import { expect, test } from 'vitest'
import { isRequest, isResponse } from './web-shapes.ts'

const foreign = { headers: { get: () => null }, body: null, clone: () => foreign }

test('requests and responses are distinguished', () => {
  const request = new Request('http://localhost/')
  const response = new Response()
  expect([isRequest(request), isResponse(request)]).toEqual([true, false])
  expect([isRequest(response), isResponse(response)]).toEqual([false, true])
})

test('those of another implementation of fetch are known by their members', () => {
  expect(isRequest({ ...foreign, method: 'GET' })).toBe(true)
  expect(isResponse({ ...foreign, status: 401 })).toBe(true)
})

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'Unauthorized'],
  ['a bare object', { status: 401, headers: {} }],
  ['an error of an HTTP client', Object.assign(new Error('429'), { ...foreign, status: 429 })],
])('%s is neither', (_, value) => {
  expect([isRequest(value), isResponse(value)]).toEqual([false, false])
})
