import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { startMockProvider } from '../mock-model/mock-provider.ts'
import { ERROR_CAUSE } from '../scripted/script.ts'
import type { AssistantProcess } from './assistant-process.ts'
import { startAssistant } from './assistant-process.ts'

const started: AssistantProcess[] = []

async function start(port = 0, env: Record<string, string> = {}): Promise<AssistantProcess> {
  const app = await startAssistant(port, env)
  started.push(app)
  return app
}

afterEach(async () => {
  for (const app of started.splice(0)) await app.dispose()
})

function run(
  app: AssistantProcess,
  threadId: string,
  content: string,
  agentId = 'scripted',
): Promise<Response> {
  return fetch(`${app.url}/api/copilotkit/agent/${agentId}/run`, {
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

/** The status of a request with the given `host` header. */
function statusFor(app: AssistantProcess, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${app.url}/book`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.once('error', reject)
    sent.end()
  })
}

describe('the server as a process', { timeout: 60_000 }, () => {
  it('prints what it serves, where it stores threads, and how to use a real model', async () => {
    const app = await start()
    const page = await fetch(app.url)
    expect(page.headers.get('content-type')).toContain('text/html')
    const info = await (await fetch(`${app.url}/api/copilotkit/info`)).json()
    expect(Object.keys(info.agents)).toEqual(['default', 'scripted'])
    const output = app.output()
    expect(output).toMatch(new RegExp(`^  Page +${app.url}$`, 'm'))
    expect(output).toMatch(new RegExp(`^  API +${app.url}/api/copilotkit `, 'm'))
    expect(output).toMatch(/^ {2}Model +mock/m)
    expect(output).toContain(app.dataFolder)
    expect(output).toContain('set OPENAI_API_KEY, ANTHROPIC_API_KEY or GOOGLE_API_KEY')
    expect(output).toMatch(/Press Ctrl\+C to stop\.\n$/)
  })

  it('compresses the page, and has a page for addresses that do not exist', async () => {
    const app = await start()
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await (await fetch(app.url)).text())?.[1]
    const sent = await fetch(`${app.url}${script}`, { headers: { 'accept-encoding': 'br' } })
    expect(sent.headers.get('content-encoding')).toBe('br')
    expect(await sent.text()).toContain('Welcome to Flightdeck')
    const missing = await fetch(`${app.url}/nowhere`, { headers: { accept: 'text/html' } })
    expect(missing.status).toBe(404)
    expect(await missing.text()).toContain('Page not found')
  })

  it('refuses requests from other sites, also with DNS rebinding', async () => {
    const app = await start()
    const info = await fetch(`${app.url}/api/copilotkit/info`, {
      headers: { origin: 'http://other.test' },
    })
    expect(info.headers.has('access-control-allow-origin')).toBe(false)
    expect(await statusFor(app, 'other.test')).toBe(403)
    expect(await statusFor(app, `localhost:${app.port}`)).toBe(200)
  })

  it('uses a model if a key is set, and prints its name', async () => {
    const app = await start(0, { ANTHROPIC_API_KEY: 'not-a-key' })
    expect(await (await fetch(`${app.url}/book/model`)).json()).toEqual({
      name: 'anthropic/claude-haiku-4-5',
      isMock: false,
    })
    expect(app.output()).toMatch(/Model +anthropic\/claude-haiku-4-5\n/)
  })

  it('uses a self-hosted server that is set in the environment', async () => {
    const provider = await startMockProvider({ tokenMs: 0 })
    onTestFinished(() => provider.close())
    const app = await start(0, { MODEL: 'openai-compatible/mine', MODEL_BASE_URL: provider.baseURL })
    const stream = await (await run(app, 't1', 'Where did my money go last month?', 'default')).text()
    expect(stream).toContain('"toolCallName":"sum_expenses"')
    expect(stream).toContain('"delta":" **rent**."')
    expect(stream).toContain('"type":"RUN_FINISHED"')
  })

  it('fills a new database with the expenses of a CSV file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flightdeck-csv-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const csv = join(folder, 'mine.csv')
    writeFileSync(csv, 'date,amount,category,note\n2024-02-29,3.50,Fun,"Ice cream, two"\n')
    const app = await start(0, { EXPENSES_CSV: csv })
    const { count, latest } = await (await fetch(`${app.url}/book`)).json()
    expect(count).toBe(1)
    expect(latest).toEqual([
      { id: 1, date: '2024-02-29', amount: 3.5, category: 'fun', note: 'Ice cream, two' },
    ])
    writeFileSync(csv, 'date,amount,category,note\nyesterday,1,fun,\n')
    await expect(startAssistant(0, { EXPENSES_CSV: csv })).rejects.toThrow(
      'EXPENSES_CSV: Row 2 is not an expense',
    )
  })

  it('logs why a run failed, and tells the client only that it failed', async () => {
    const app = await start(0, { DEMO_TOKEN_MS: '1' })
    const stream = await (await run(app, 't1', 'error')).text()
    expect(stream).toContain('"type":"RUN_ERROR"')
    expect(stream).not.toContain(ERROR_CAUSE)
    await expect.poll(() => app.output()).toContain(ERROR_CAUSE)
  })

  it('fails with a hint if its port is in use', async () => {
    const { port } = await start()
    await expect(startAssistant(port)).rejects.toThrow(
      /exited with code 1: Port \d+ is already in use.*PORT=/,
    )
  })

  it('fails with a message if its port is not valid', async () => {
    await expect(startAssistant(-1)).rejects.toThrow("exited with code 1: PORT is '-1'")
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s, finishes a running answer and then exits',
    async (signal) => {
      const app = await start(0, { DEMO_TOKEN_MS: '2' })
      const response = await run(app, 't1', 'think')
      const [code, stream] = await Promise.all([app.kill(signal), response.text()])
      expect(stream).toContain('"delta":" click."')
      expect(stream).toContain('"type":"RUN_FINISHED"')
      expect(code).toBe(0)
    },
  )

  it('on shutdown, aborts an answer that takes too long and ends its stream with an error', async () => {
    const app = await start(0, { DEMO_TOKEN_MS: '200' })
    const response = await run(app, 't1', 'a long answer')
    const [code, stream] = await Promise.all([app.kill('SIGTERM'), response.text()])
    expect(stream).toMatch(/"type":"RUN_(FINISHED|ERROR)"/)
    expect(code).toBe(0)
  })
})
