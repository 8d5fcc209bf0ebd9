import { fileURLToPath } from 'node:url'
import { createPageFiles } from '@flightdeck/page-kit/server'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { TranscriptionServiceOpenAI } from '@flightdeck/voice-openai'
import OpenAI from 'openai'
import type { BrowserContext } from 'playwright-core'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { echoAgent } from '../agent/echo-agent.ts'
import type { ReceivedRecording } from '../provider/mock-provider.ts'
import { startMockProvider } from '../provider/mock-provider.ts'
import { describeInBrowser, PATIENT } from './browser-fixture.ts'
import { API, hosts, listen } from './hosts.ts'
import { speechFiles } from './speech-files.ts'

type Mode = 'multi-route' | 'single-route'

const allHosts = Object.keys(hosts)

/** Speech takes its time, so `pnpm test` sends it through one host. */
const speechHosts = process.env.TEST_FULL ? allHosts : ['adapter-node']

/** Files of every format go through every host. What the modes change is not up to the host, so `pnpm test` tries one mode. */
const fileHosts: Readonly<Record<Mode, readonly string[]>> = {
  'multi-route': allHosts,
  'single-route': speechHosts,
}

/** Starts a server that sends recordings through the OpenAI SDK to a mock provider, which keeps them. */
async function serve(host: keyof typeof hosts, mode: Mode) {
  const received: ReceivedRecording[] = []
  const provider = await startMockProvider((one) => {
    received.push(one)
    return Response.json({ text: `Received ${one.bytes.byteLength} bytes` })
  })
  const openai = new OpenAI({ apiKey: 'none', baseURL: provider.url })
  const transcriptionService = new TranscriptionServiceOpenAI({ openai })
  const runtime = new CopilotRuntime({ agents: { default: echoAgent }, transcriptionService })
  const toServer = hosts[host]
  if (!toServer) throw new Error(`Unknown host ${host}`)
  const origin = await listen(toServer({ runtime, basePath: API, mode }))
  onTestFinished(async () => {
    provider.close()
    await runtime.close({ drainMs: 0 })
  })
  return { origin, received }
}

/** Serves the built page to the browser at every origin, so that the hosts only serve the API. */
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
    it.each(speechHosts)('reaches the provider with unchanged bytes through %s', async (host) => {
      const { origin, received } = await serve(host, mode)
      const window = await fixture.open(origin)
      const posted = window.page.waitForRequest(
        (request) => request.method() === 'POST' && isTranscription(request),
      )
      await window.speak()
      const { pathname } = new URL((await posted).url())
      expect(pathname).toBe(mode === 'multi-route' ? `${API}/transcribe` : API)
      const [bytes = new Uint8Array()] = await window.sent()
      await expect.poll(() => window.box.inputValue(), PATIENT).toBe(`Received ${bytes.byteLength} bytes`)
      expect(received).toEqual([
        { name: 'recording.webm', type: 'audio/webm;codecs=opus', model: 'gpt-4o-mini-transcribe', bytes },
      ])
      const sound = await window.listen(received[0]?.bytes ?? bytes)
      expect(sound.seconds).toBeGreaterThan(1)
      expect(sound.peak).toBeGreaterThan(0.05)
    })
  })

  describe.each<Mode>(['multi-route', 'single-route'])('of a file, in %s mode', (mode) => {
    it.each(fileHosts[mode])('reaches the provider in every format through %s', async (host) => {
      const { origin, received } = await serve(host, mode)
      const window = await fixture.openForFiles(origin)
      for (const { bytes, recorderType, name, type } of speechFiles()) {
        await window.record(bytes, recorderType)
        const transcript = `Received ${bytes.byteLength} bytes`
        await expect.poll(() => window.box.inputValue(), PATIENT).toMatch(new RegExp(`${transcript}$`))
        expect(received.splice(0)).toEqual([{ name, type, model: 'gpt-4o-mini-transcribe', bytes }])
        await window.box.fill('')
      }
    })
  })

  it('of a browser without WebM, such as Safari, has a matching file name', async ({ skip }) => {
    const { origin, received } = await serve('adapter-node', 'multi-route')
    const window = await fixture.open(origin, ['audio/webm'])
    const canRecord = await window.page.evaluate(() => MediaRecorder.isTypeSupported('audio/mp4'))
    skip(!canRecord, 'this Chromium cannot record MP4')
    await window.speak()
    const [bytes = new Uint8Array()] = await window.sent()
    await expect.poll(() => window.box.inputValue(), PATIENT).toBe(`Received ${bytes.byteLength} bytes`)
    expect(received).toMatchObject([{ name: expect.stringMatching(/\.(mp4|m4a)$/), bytes }])
    expect(received[0]?.type).toMatch(/^audio\/mp4/)
  })
})

function isTranscription(request: { url(): string; postData(): string | null }): boolean {
  return (
    request.url().endsWith('/transcribe') || (request.postData() ?? '').startsWith('{"method":"transcribe"')
  )
}
