import { fileURLToPath } from 'node:url'
import { createPageFiles } from '@flightdeck/page-kit/server'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { TranscriptionServiceOpenAI } from '@flightdeck/voice-openai'
import OpenAI from 'openai'
import type { BrowserContext } from 'playwright-core'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { echoAgent } from '../agent/echo-agent.ts'
import type { HeardRecording } from '../provider/imitated-provider.ts'
import { startImitatedProvider } from '../provider/imitated-provider.ts'
import { describeInBrowser, PATIENT } from './browser-fixture.ts'
import { API, hosts, listen } from './hosts.ts'
import { speechFiles } from './speech-files.ts'

type Mode = 'multi-route' | 'single-route'

/** A server on a host, whose recordings go through the SDK of OpenAI to a provider that keeps them. */
async function serve(host: keyof typeof hosts, mode: Mode) {
  const heard: HeardRecording[] = []
  const provider = await startImitatedProvider((one) => {
    heard.push(one)
    return Response.json({ text: `Heard ${one.bytes.byteLength} bytes` })
  })
  const openai = new OpenAI({ apiKey: 'none', baseURL: provider.url })
  const transcriptionService = new TranscriptionServiceOpenAI({ openai })
  const runtime = new CopilotRuntime({ agents: { default: echoAgent }, transcriptionService })
  const toServer = hosts[host]
  if (!toServer) throw new Error(`There is no host ${host}`)
  const origin = await listen(toServer({ runtime, basePath: API, mode }))
  onTestFinished(async () => {
    provider.close()
    await runtime.close({ drainMs: 0 })
  })
  return { origin, heard }
}

/** Gives the browser the built page at every origin, so that the hosts have the API to serve and nothing else. */
async function putPageEverywhere(context: BrowserContext): Promise<void> {
  const page = createPageFiles(fileURLToPath(new URL('../../dist/public', import.meta.url)))
  await context.route(
    (url) => !url.pathname.startsWith(API),
    async (route) => {
      const answer = await page(new Request(route.request().url()))
      const body = Buffer.from(await answer.arrayBuffer())
      await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
    },
  )
}

describeInBrowser('a recording of the stock chat', (fixture) => {
  beforeAll(() => putPageEverywhere(fixture.context))

  describe.each<Mode>(['multi-route', 'single-route'])('in %s mode', (mode) => {
    it.each(Object.keys(hosts))('reaches the provider byte for byte through %s', async (host) => {
      const { origin, heard } = await serve(host, mode)
      const window = await fixture.open(origin)
      const posted = window.page.waitForRequest(
        (request) => request.method() === 'POST' && isTranscription(request),
      )
      await window.speak()
      const { pathname } = new URL((await posted).url())
      expect(pathname).toBe(mode === 'multi-route' ? `${API}/transcribe` : API)
      const [bytes = new Uint8Array()] = await window.sent()
      await expect.poll(() => window.box.inputValue(), PATIENT).toBe(`Heard ${bytes.byteLength} bytes`)
      expect(heard).toEqual([
        { name: 'recording.webm', type: 'audio/webm;codecs=opus', model: 'gpt-4o-mini-transcribe', bytes },
      ])
      const sound = await window.listen(heard[0]?.bytes ?? bytes)
      expect(sound.seconds).toBeGreaterThan(1)
      expect(sound.peak).toBeGreaterThan(0.05)
    })
  })

  describe.each<Mode>(['multi-route', 'single-route'])('of a file, in %s mode', (mode) => {
    it.each(Object.keys(hosts))('reaches the provider in every format through %s', async (host) => {
      const { origin, heard } = await serve(host, mode)
      const window = await fixture.openForFiles(origin)
      for (const { bytes, said, name, type } of speechFiles()) {
        await window.handIn(bytes, said)
        const words = `Heard ${bytes.byteLength} bytes`
        await expect.poll(() => window.box.inputValue(), PATIENT).toMatch(new RegExp(`${words}$`))
        expect(heard.splice(0)).toEqual([{ name, type, model: 'gpt-4o-mini-transcribe', bytes }])
        await window.box.fill('')
      }
    })
  })

  it('of a browser without WebM, such as Safari, goes under a name that fits it', async ({ skip }) => {
    const { origin, heard } = await serve('adapter-node', 'multi-route')
    const window = await fixture.open(origin, ['audio/webm'])
    const canRecord = await window.page.evaluate(() => MediaRecorder.isTypeSupported('audio/mp4'))
    skip(!canRecord, 'this Chromium cannot record MP4')
    await window.speak()
    const [bytes = new Uint8Array()] = await window.sent()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe(`Heard ${bytes.byteLength} bytes`)
    expect(heard).toMatchObject([{ name: expect.stringMatching(/\.(mp4|m4a)$/), bytes }])
    expect(heard[0]?.type).toMatch(/^audio\/mp4/)
  })
})

function isTranscription(request: { url(): string; postData(): string | null }): boolean {
  return (
    request.url().endsWith('/transcribe') || (request.postData() ?? '').startsWith('{"method":"transcribe"')
  )
}
