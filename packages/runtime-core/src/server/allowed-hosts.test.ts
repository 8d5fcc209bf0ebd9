import { scriptedAgent } from '@flightdeck/testkit'
import { expect, test } from 'vitest'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { loopbackHosts } from './allowed-hosts.ts'
import { createCopilotRuntimeHandler } from './handler.ts'

function handlerFor(allowedHosts: readonly string[]) {
  const runtime = new CopilotRuntime({ agents: { default: scriptedAgent([]) } })
  return createCopilotRuntimeHandler({ runtime, allowedHosts, cors: true })
}

test.each([
  [loopbackHosts, 'localhost:4000', 200],
  [loopbackHosts, 'LOCALHOST', 200],
  [loopbackHosts, 'app.localhost:4000', 200],
  [loopbackHosts, '127.0.0.1:4000', 200],
  [loopbackHosts, '[::1]:4000', 200],
  [loopbackHosts, 'rebind.example.com:4000', 403],
  [loopbackHosts, 'localhost.example.com', 403],
  [['.example.com'], 'a.b.example.com', 200],
  [['.example.com'], 'example.com', 403],
  [['App.example.com'], 'app.example.com:8443', 200],
  [['app.example.com'], 'example.com', 403],
  [['[0:0:0:0:0:0:0:1]'], '[::1]:4000', 200],
  [['127.1'], '127.0.0.1', 200],
  [loopbackHosts, 'localhost.', 403],
] as const)('%j and the host %s: %d', async (allowed, host, status) => {
  const response = await handlerFor(allowed)(new Request(`http://${host}/info`))
  expect(response.status).toBe(status)
  if (status === 200) return
  expect(await response.json()).toMatchObject({
    code: 'host_not_allowed',
    message: expect.stringContaining('allowedHosts'),
  })
})

test('a preflight of another host is refused too', async () => {
  const preflight = new Request('http://rebind.example.com/info', {
    method: 'OPTIONS',
    headers: { origin: 'http://rebind.example.com' },
  })
  expect((await handlerFor(loopbackHosts)(preflight)).status).toBe(403)
})

test.each([['http://a.example'], ['a.example:80'], [''], ['*'], ['1.2.3.4.5']])(
  '%j is not a host name',
  (host) => {
    expect(() => handlerFor([host])).toThrow(/is not a host name/)
  },
)
