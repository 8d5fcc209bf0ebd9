import { expect, it } from 'vitest'
import { isTrustedHost } from './trusted-host.ts'

it.each([
  ['127.0.0.1', '127.0.0.1:4000', true],
  ['127.0.0.1', 'localhost:4000', true],
  ['::1', '[::1]:4000', true],
  ['localhost', 'LOCALHOST', true],
  ['127.0.0.1', 'other.test:4000', false],
  ['127.0.0.1', '127.0.0.1.other.test', false],
  ['127.0.0.1', undefined, false],
  ['0.0.0.0', 'other.test', true],
])('a server on %s with the Host header %s: %s', (listensOn, host, trusted) => {
  expect(isTrustedHost(listensOn, host)).toBe(trusted)
})
