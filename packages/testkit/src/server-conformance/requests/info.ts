import type { AgentLike } from '@flightdeck/run-engine'
import { expect } from 'vitest'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'

class Researcher {
  readonly description = 'Looks things up'
  run(): AsyncIterable<{ type: string }> {
    return scriptedAgent([]).run({}, undefined) as AsyncIterable<{ type: string }>
  }
  getCapabilities(): Promise<unknown> {
    return Promise.resolve({ tools: { supported: true } })
  }
}

class Broken extends Researcher {
  override getCapabilities(): Promise<unknown> {
    return Promise.reject(new Error('sk-secret'))
  }
}

const served = { list: true, inspect: true, mutations: true, realtimeMetadata: false }

export function infoTests({ serve, mode, core, wire }: Suite): void {
  core('info lists the agents and the supported features', async () => {
    const client = await serve({ agents: { researcher: new Researcher() } })
    const response = await client.send({ method: 'info' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await response.json()).toEqual({
      version: expect.any(String),
      agents: {
        researcher: {
          name: 'researcher',
          description: 'Looks things up',
          className: 'Researcher',
          capabilities: { tools: { supported: true } },
        },
      },
      audioFileTranscriptionEnabled: false,
      mode: 'sse',
      ...(mode === 'multi-route'
        ? { threadEndpoints: served }
        : {
            threadEndpoints: { list: false, inspect: false, mutations: false, realtimeMetadata: false },
            singleRoute: { resourceOperations: true, threadEndpoints: served },
          }),
      suggestions: true,
      a2uiEnabled: false,
      openGenerativeUIEnabled: false,
      telemetryDisabled: true,
    })
  })

  core('an agent whose capabilities fail to load is listed without them', async () => {
    const client = await serve({ agents: { broken: new Broken(), whole: new Researcher() } })
    const text = await (await client.send({ method: 'info' })).text()
    expect(text).not.toContain('sk-secret')
    const { agents } = JSON.parse(text) as { agents: Record<string, object> }
    expect(agents.broken).not.toHaveProperty('capabilities')
    expect(agents.whole).toHaveProperty('capabilities')
  })

  core('agents can be made per request', async () => {
    const agents = ({ request }: { request: Request }): Record<string, AgentLike> => ({
      [request.headers.get('x-tenant') ?? 'none']: scriptedAgent([]),
    })
    const client = await serve({ agents })
    const response = await client.send({ method: 'info' }, { headers: { 'x-tenant': 'acme' } })
    expect(await response.json()).toMatchObject({ agents: { acme: { name: 'acme' } } })
  })

  core('an error while making the agents is not sent to the client', async () => {
    const agents = (): never => {
      throw new Error('sk-secret')
    }
    const client = await serve({ agents })
    const info = await client.send({ method: 'info' })
    expect(info.status).toBe(500)
    expect(await info.json()).toEqual({
      error: 'Failed to retrieve runtime information',
      message: expect.any(String),
      code: 'info_failed',
    })
    const run = await client.run(inputOf({ threadId: 't1' }))
    expect(run.status).toBe(500)
    const text = await run.text()
    expect(JSON.parse(text)).toMatchObject({ error: 'Failed to run agent', code: 'run_failed' })
    expect(text).not.toContain('sk-secret')
  })

  core('a single agent is also served as default', async () => {
    const client = await serve({ agents: { researcher: scriptedAgent((input) => saying(input, ['Hi'])) } })
    expect((await client.run(inputOf({ threadId: 't1' }))).status).toBe(200)
  })

  core('transcribe answers 503 without a transcription service', async () => {
    const client = await serve({ agents: {} })
    const response = await client.send(
      { method: 'transcribe' },
      { body: { audio: 'aGk=', mimeType: 'audio/webm' } },
    )
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      error: 'service_not_configured',
      message: 'Transcription service is not configured',
      code: 'service_not_configured',
      retryable: false,
    })
  })

  if (mode === 'multi-route') {
    wire('double and trailing slashes are ignored', async () => {
      const client = await serve({ agents: {} })
      expect((await client.fetch(`${client.url}//info/`)).status).toBe(200)
    })
  }

  // Load balancers and uptime checks send HEAD. An address for envelopes takes POST only.
  if (mode === 'single-route') return

  core('HEAD is answered like GET, without a body', async () => {
    const client = await serve({ agents: { researcher: new Researcher() } })
    const address = client.addressOf({ method: 'info' })
    const head = await client.fetch(address, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await head.text()).toBe('')
  })

  core('HEAD of a stream ends at once', async () => {
    const client = await serve({ agents: { default: scriptedAgent([]) } })
    const address = client.addressOf({ method: 'agent/connect', agentId: 'default' })
    const head = await client.fetch(`${address}?threadId=t`, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(await head.text()).toBe('')
  })
}
