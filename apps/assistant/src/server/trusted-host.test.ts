import { expect, it } from 'vitest'
import { isTrustedHost } from './trusted-host.ts'

it.each([
  ['127.0.0.1', '127.0.0.1:4000', true],
  ['127.0.0.1', 'localhost:4000', true],
  ['::1', '[::1]:4000', true],
  ['localhost', 'LOCALHOST', true],
  ['127.0.0.1', 'elsewhere.test:4000', false],
  ['127.0.0.1', '127.0.0.1.elsewhere.test', false],
  ['127.0.0.1', undefined, false],
  ['0.0.0.0', 'elsewhere.test', true],
])('a server on %s that is asked for %s: %s', (listensOn, host, trusted) => {
  expect(isTrustedHost(listensOn, host)).toBe(trusted)
})
