import { afterEach, describe, expect, it } from 'vitest'
import { ERROR_CAUSE } from '../agents/script.ts'
import type { DemoProcess } from './demo-process.ts'
import { startDemo } from './demo-process.ts'

const started: DemoProcess[] = []

async function start(port = 0, env: Record<string, string> = {}): Promise<DemoProcess> {
  const demo = await startDemo(port, env)
  started.push(demo)
  return demo
}

afterEach(async () => {
  for (const demo of started.splice(0)) await demo.kill('SIGKILL')
})

function run(demo: DemoProcess, threadId: string, content: string): Promise<Response> {
  return fetch(`${demo.url}/api/copilotkit/agent/default/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      threadId,
      runId: `${threadId}-run`,
      messages: [{ id: 'u1', role: 'user', content }],
      tools: [],
      context: [],
      state: {},
      forwardedProps: {},
    }),
  })
}

describe('the demo as a process', () => {
  it('prints one line, with an address that serves the page and the API', async () => {
    const demo = await start()
    const page = await fetch(demo.url)
    expect(page.headers.get('content-type')).toContain('text/html')
    const info = await (await fetch(`${demo.url}/api/copilotkit/info`)).json()
    expect(Object.keys(info.agents)).toEqual(['default'])
    expect(demo.output()).toBe(`Flightdeck is ready: ${demo.url}\n`)
  })

  it('lets pages of other origins use the API', async () => {
    const demo = await start()
    const headers = { origin: 'http://elsewhere.test' }
    const response = await fetch(`${demo.url}/api/copilotkit/info`, { headers })
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('offers a second agent when there is a key for it', async () => {
    const demo = await start(0, { OPENAI_API_KEY: 'not-a-key', OPENAI_MODEL: 'some-model' })
    const info = await (await fetch(`${demo.url}/api/copilotkit/info`)).json()
    expect(Object.keys(info.agents)).toEqual(['default', 'openai'])
    expect(info.agents.openai.description).toContain('some-model')
  })

  it('tells the terminal why a run has failed, and the client only that it has', async () => {
    const demo = await start(0, { DEMO_TOKEN_MS: '1' })
    const stream = await (await run(demo, 't1', 'error')).text()
    expect(stream).toContain('"type":"RUN_ERROR"')
    expect(stream).not.toContain(ERROR_CAUSE)
    await expect.poll(() => demo.output()).toContain(ERROR_CAUSE)
  })

  it('says what to do when its port is taken, and fails', async () => {
    const { port } = await start()
    await expect(startDemo(port)).rejects.toThrow(/ended with code 1: Port \d+ is taken.*PORT=/)
  })

  it('says what is wrong with a port that is none', async () => {
    await expect(startDemo(-1)).rejects.toThrow("ended with code 1: PORT is '-1'")
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'lets a running answer finish when it gets %s, then leaves',
    async (signal) => {
      const demo = await start(0, { DEMO_TOKEN_MS: '2' })
      const response = await run(demo, 't1', 'think')
      const [code, stream] = await Promise.all([demo.kill(signal), response.text()])
      expect(stream).toContain('"delta":" click."')
      expect(stream).toContain('"type":"RUN_FINISHED"')
      expect(code).toBe(0)
    },
  )

  it('ends an answer that takes too long when it has to leave, and says so in the stream', async () => {
    const demo = await start(0, { DEMO_TOKEN_MS: '200' })
    const response = await run(demo, 't1', 'a long answer')
    const [code, stream] = await Promise.all([demo.kill('SIGTERM'), response.text()])
    expect(stream).toMatch(/"type":"RUN_(FINISHED|ERROR)"/)
    expect(code).toBe(0)
  })
})
