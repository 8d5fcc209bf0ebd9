import { expect } from 'vitest'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { type Client, inputOf, type Suite } from '../harness/client.ts'

const agents = { default: scriptedAgent((input) => saying(input, ['Hi'])) }
const page = 'https://app.example.com'

function preflight(client: Client, origin: string): Promise<Response> {
  return client.fetch(client.addressOf({ method: 'agent/run', agentId: 'default' }), {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
}

export function corsTests({ serve, wire }: Suite): void {
  wire('cors: true allows every origin and the requested headers', async () => {
    const client = await serve({ agents, cors: true })
    const { status, headers } = await preflight(client, page)
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-methods')).toContain('POST')
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  wire('with cors, streams, responses and errors have CORS headers', async () => {
    const client = await serve({ agents, cors: true })
    const answers = [
      client.run(inputOf({ threadId: 't1' }), { headers: { origin: page } }),
      client.send({ method: 'info' }, { headers: { origin: page } }),
      client.send({ method: 'agent/run', agentId: 'none' }, { body: {}, headers: { origin: page } }),
      client.fetch(client.url, { method: 'DELETE', headers: { origin: page } }),
    ]
    for (const response of await Promise.all(answers)) {
      expect(response.headers.get('access-control-allow-origin')).toBe('*')
      await response.text()
    }
  })

  wire('with a list of origins only those are allowed, with credentials', async () => {
    const client = await serve({ agents, cors: { origin: [page], credentials: true } })
    const listed = await preflight(client, page)
    expect(listed.headers.get('access-control-allow-origin')).toBe(page)
    expect(listed.headers.get('access-control-allow-credentials')).toBe('true')
    expect(listed.headers.get('vary')).toContain('Origin')
    const other = await preflight(client, 'https://evil.example')
    expect(other.status).toBe(204)
    expect(other.headers.get('access-control-allow-origin')).toBeNull()
    expect(other.headers.get('vary')).toContain('Origin')
  })

  wire('without cors no other origin can read a response', async () => {
    const client = await serve({ agents })
    const info = await client.send({ method: 'info' }, { headers: { origin: page } })
    expect(info.headers.get('access-control-allow-origin')).toBeNull()
    await info.text()
    const refused = await preflight(client, page)
    expect(refused.status).toBe(405)
    expect(refused.headers.get('access-control-allow-origin')).toBeNull()
    await refused.text()
  })
}
