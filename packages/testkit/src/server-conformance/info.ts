import type { AgentLike } from '@flightdeck/run-engine'
import { expect, test } from 'vitest'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import { inputOf, type Suite } from './client.ts'

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

export function infoTests({ serve, mode }: Suite): void {
  test('info tells the agents and what the runtime can do, and nothing that cannot be relied on', async () => {
    const client = await serve({ agents: { researcher: new Researcher() } })
    const response = await client.send({ method: 'info' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
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

  test('an agent whose capabilities cannot be told is listed without them', async () => {
    const client = await serve({ agents: { broken: new Broken(), whole: new Researcher() } })
    const text = await (await client.send({ method: 'info' })).text()
    expect(text).not.toContain('sk-secret')
    const { agents } = JSON.parse(text) as { agents: Record<string, object> }
    expect(agents.broken).not.toHaveProperty('capabilities')
    expect(agents.whole).toHaveProperty('capabilities')
  })

  test('agents given by a function are those of the request', async () => {
    const agents = ({ request }: { request: Request }): Record<string, AgentLike> => ({
      [request.headers.get('x-tenant') ?? 'none']: scriptedAgent([]),
    })
    const client = await serve({ agents })
    const response = await client.send({ method: 'info' }, { headers: { 'x-tenant': 'acme' } })
    expect(await response.json()).toMatchObject({ agents: { acme: { name: 'acme' } } })
  })

  test('agents that cannot be made are an error without its reason', async () => {
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

  test('an only agent also answers to the name default', async () => {
    const client = await serve({ agents: { researcher: scriptedAgent((input) => saying(input, ['Hi'])) } })
    expect((await client.run(inputOf({ threadId: 't1' }))).status).toBe(200)
  })

  test('transcribe answers 503 as long as there is no service', async () => {
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
    test('slashes doubled or at the end of a path make no difference', async () => {
      const client = await serve({ agents: {} })
      expect((await fetch(`${client.url}//info/`)).status).toBe(200)
    })
  }
}
