import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { recordFiles } from './file-recorder.ts'
import { spyInPage } from './spy.ts'

const SCREENSHOTS = fileURLToPath(new URL('../../test-results', import.meta.url))

/** Two seconds of audio: the stock chat records ten chunks per second. */
const PIECES = 20

/** The page. */
export class VoicePage {
  readonly page: Page
  readonly box: Locator
  readonly microphone: Locator

  constructor(page: Page) {
    this.page = page
    this.box = page.getByTestId('copilot-chat-textarea')
    this.microphone = page.getByTestId('copilot-start-transcribe-button')
  }

  /** Presses the microphone, waits for the sentence, and presses the finish button. */
  async speak(): Promise<void> {
    const before = await this.page.evaluate(() => globalThis.seen.pieces)
    await this.microphone.click()
    await this.page.waitForFunction((wanted) => globalThis.seen.pieces >= wanted, before + PIECES)
    await this.screenshot('speaking')
    await this.page.getByTestId('copilot-finish-transcribe-button').click()
  }

  /** Records a file, in a page that was opened with `openForFiles`. */
  async record(bytes: Uint8Array, type: string): Promise<void> {
    const recorded = { base64: Buffer.from(bytes).toString('base64'), type, isOn: false }
    await this.page.evaluate((given) => Object.assign(globalThis, { recorded: given }), recorded)
    await this.microphone.click()
    // The finish button appears before the recorder starts.
    await this.page.waitForFunction(() => globalThis.recorded.isOn)
    await this.page.getByTestId('copilot-finish-transcribe-button').click()
  }

  async send(): Promise<void> {
    await this.page.getByTestId('copilot-send-button').click()
  }

  /** The bytes of the recordings that the stock client posted, once there is one. */
  async sent(): Promise<Uint8Array[]> {
    await this.page.waitForFunction(() => globalThis.seen.sent.length > 0)
    const sent = await this.page.evaluate(() => globalThis.seen.sent)
    return sent.map((base64) => new Uint8Array(Buffer.from(base64, 'base64')))
  }

  /** The duration of a recording in seconds, and its peak sample, as decoded by the browser. */
  async listen(bytes: Uint8Array): Promise<{ seconds: number; peak: number }> {
    return this.page.evaluate(async (base64) => {
      const data = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
      const sound = await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(data.buffer)
      const peak = sound.getChannelData(0).reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0)
      return { seconds: sound.duration, peak }
    }, Buffer.from(bytes).toString('base64'))
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true })
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
  }
}

/** Opens a window, in a browser whose recorder supports all types but the refused ones. */
export async function openVoicePage(
  context: BrowserContext,
  url: string,
  refusedTypes: readonly string[] = [],
): Promise<VoicePage> {
  const page = await context.newPage()
  await page.addInitScript(spyInPage, refusedTypes)
  await page.goto(url)
  return new VoicePage(page)
}

/** Opens a window, in a browser whose recorder returns files. */
export async function openFilePage(context: BrowserContext, url: string): Promise<VoicePage> {
  const page = await context.newPage()
  await page.addInitScript(recordFiles)
  await page.goto(url)
  return new VoicePage(page)
}
