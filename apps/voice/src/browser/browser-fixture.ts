import { fileURLToPath } from 'node:url'
import { describeInBrowser as describeWith, launchBrowser, PageWatch } from '@flightdeck/page-kit/browser'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { openFilePage, openVoicePage, type VoicePage } from './voice-page.ts'

/** For `expect.poll`: long enough on a busy machine. */
export const PATIENT = { timeout: 30_000, interval: 50 }

const SPEECH = fileURLToPath(new URL('../../fixtures/speech.wav', import.meta.url))

/** A fake microphone that is always allowed and plays one sentence in a loop. */
const MICROPHONE = [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-audio-capture=${SPEECH}`,
]

/** A browser for one test file. Every test also checks that no window had an error. */
export class BrowserFixture {
  #browser: Browser | undefined
  #context: BrowserContext | undefined
  readonly #watch = new PageWatch()

  constructor() {
    beforeAll(async () => {
      this.#browser = await launchBrowser(MICROPHONE)
      this.#context = await this.#browser.newContext({ viewport: { width: 900, height: 600 } })
      this.#watch.watch(this.#context)
    }, 60_000)
    afterEach(async () => {
      for (const page of this.context.pages()) await page.close()
      this.#watch.check()
    })
    afterAll(() => this.#browser?.close())
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('The browser is not running')
    return this.#context
  }

  /** Opens a window, in a browser whose recorder supports all types but the refused ones. */
  open(url: string, refusedTypes: readonly string[] = []): Promise<VoicePage> {
    this.#watch.expectRequestsTo(url)
    return openVoicePage(this.context, url, refusedTypes)
  }

  /** Opens a window, in a browser whose recorder returns files. */
  openForFiles(url: string): Promise<VoicePage> {
    this.#watch.expectRequestsTo(url)
    return openFilePage(this.context, url)
  }
}

/** Declares tests with a browser. */
export function describeInBrowser(title: string, define: (fixture: BrowserFixture) => void): void {
  describeWith(title, 90_000, () => define(new BrowserFixture()))
}
