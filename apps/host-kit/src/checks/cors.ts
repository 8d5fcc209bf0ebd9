import { equal, ok } from 'node:assert/strict'
import type { Mount } from '../host.ts'
import type { RuntimeClient } from '../runtime-client.ts'
import type { MountChecks } from './mount-checks.ts'

const page = 'https://app.example'

/** The headers that a browser sends for that page. */
const headers = { 'content-type': 'application/json', origin: page }

export function corsChecks({ cors }: Mount): MountChecks {
  switch (cors) {
    case 'named':
      return named
    case 'all':
      return open
    default:
      return closed
  }
}

async function checkAllowed(client: RuntimeClient, allowed: string): Promise<void> {
  const response = await preflight(client)
  equal(response.status, 204)
  equal(response.headers.get('access-control-allow-origin'), allowed)
  ok(response.headers.get('access-control-allow-methods')?.includes('POST'))
  ok(response.headers.get('access-control-allow-headers')?.toLowerCase().includes('authorization'))
  const run = await client.ask(crypto.randomUUID(), 'say hello', { headers })
  equal(run.response.headers.get('access-control-allow-origin'), allowed)
  await run.toEnd()
}

const open: MountChecks = {
  async 'a page of another origin may send requests, with credentials in a header'(client) {
    await checkAllowed(client, '*')
  },
}

const named: MountChecks = {
  async 'a page of the named origin may send requests, with credentials in a header, and no other page'(
    client,
  ) {
    await checkAllowed(client, page)
    const other = 'https://other.example'
    const info = await client.send({ method: 'info' }, undefined, { headers: { ...headers, origin: other } })
    ok(!['*', other].includes(info.headers.get('access-control-allow-origin') ?? ''))
    await info.text()
  },
}

const closed: MountChecks = {
  async 'a page of another origin may not send requests'(client) {
    const response = await preflight(client)
    equal(response.headers.get('access-control-allow-origin'), null)
    const info = await client.send({ method: 'info' }, undefined, { headers })
    equal(info.headers.get('access-control-allow-origin'), null)
    await info.text()
  },
}

async function preflight(client: RuntimeClient): Promise<Response> {
  const path = client.mount.mode === 'single-route' ? '' : '/agent/default/run'
  const response = await fetch(client.url + path, {
    method: 'OPTIONS',
    headers: {
      origin: page,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
  await response.text()
  return response
}
