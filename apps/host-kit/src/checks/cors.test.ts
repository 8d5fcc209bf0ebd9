import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Mount } from '../host.ts'
import { runtimeClient } from '../runtime-client.ts'
import { corsChecks } from './cors.ts'

const mounts: Mount[] = [{ path: '/api' }, { path: '/api', mode: 'single-route' }]

test.each(mounts)('a host that allows every origin fails the check: %o', async (mount) => {
  const server = createServer((request, response) => {
    const { origin } = request.headers
    if (request.method !== 'OPTIONS' && origin) response.setHeader('access-control-allow-origin', origin)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const client = runtimeClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, mount)
  const [check] = Object.values(corsChecks(mount))
  await expect(check?.(client)).rejects.toThrow()
})
