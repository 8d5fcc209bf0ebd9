import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { recordFiles } from './file-recorder.ts'
import { spyInPage } from './spy.ts'

const SCREENSHOTS = fileURLToPath(new URL('../../test-results', import.meta.url))

/** Two seconds of sound: the stock chat has recorders hand out ten pieces a second. */
const PIECES = 20

/** The page, in the words of a visitor. */
export class VoicePage {
  readonly page: Page
  readonly box: Locator
  readonly microphone: Locator

  constructor(page: Page) {
    this.page = page
    this.box = page.getByTestId('copilot-chat-textarea')
    this.microphone = page.getByTestId('copilot-start-transcribe-button')
  }

  /** Presses the microphone, lets the sentence be heard, and presses the tick. */
  async speak(): Promise<void> {
    const before = await this.page.evaluate(() => globalThis.seen.pieces)
    await this.microphone.click()
    await this.page.waitForFunction((wanted) => globalThis.seen.pieces >= wanted, before + PIECES)
    await this.screenshot('speaking')
    await this.page.getByTestId('copilot-finish-transcribe-button').click()
  }

  /** Records a file in the place of what is said, in a page that was opened for that. */
  async handIn(bytes: Uint8Array, type: string): Promise<void> {
    const recorded = { base64: Buffer.from(bytes).toString('base64'), type, isOn: false }
    await this.page.evaluate((given) => Object.assign(globalThis, { recorded: given }), recorded)
    await this.microphone.click()
    // The tick is there before the recorder is.
    await this.page.waitForFunction(() => globalThis.recorded.isOn)
    await this.page.getByTestId('copilot-finish-transcribe-button').click()
  }

  async send(): Promise<void> {
    await this.page.getByTestId('copilot-send-button').click()
  }

  /** The recordings that the stock client posted, byte for byte, once there is one. */
  async sent(): Promise<Uint8Array[]> {
    await this.page.waitForFunction(() => globalThis.seen.sent.length > 0)
    const sent = await this.page.evaluate(() => globalThis.seen.sent)
    return sent.map((base64) => new Uint8Array(Buffer.from(base64, 'base64')))
  }

  /** How long a recording lasts in seconds, and the loudest sample of it, as the browser plays it. */
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

/** Opens a window on an address, in a browser whose recorders know all types but the refused ones. */
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

/** Opens a window on an address, in a browser that records files. */
export async function openFilePage(context: BrowserContext, url: string): Promise<VoicePage> {
  const page = await context.newPage()
  await page.addInitScript(recordFiles)
  await page.goto(url)
  return new VoicePage(page)
}
