import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Browser } from './chromium.ts'
import { findChromium, launchBrowser } from './chromium.ts'

/** For `expect.poll`: long enough on a busy machine. */
export const PATIENT = { timeout: 30_000, interval: 50 }

/** A browser for one file of tests. After each test, nothing may have gone wrong in any window. */
export class BrowserFixture {
  #browser: Browser | undefined
  #pageErrors: string[] = []

  constructor() {
    beforeAll(async () => {
      this.#browser = await launchBrowser(findChromium() ?? '')
      const { context } = this.#browser
      context.on('weberror', (error) => this.#pageErrors.push(String(error.error())))
      context.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) this.#pageErrors.push(message.text())
      })
    }, 60_000)
    afterEach(async () => {
      for (const page of this.context.pages()) if (page.url() !== 'about:blank') await page.close()
      const pageErrors = this.#pageErrors.splice(0)
      expect(pageErrors).toEqual([])
    })
    afterAll(() => this.#browser?.close())
  }

  get context(): Browser['context'] {
    if (!this.#browser) throw new Error('The browser has not been started')
    return this.#browser.context
  }
}

/** Registers tests that need a browser, or one skipped test that says why, where there is none. */
export function describeInBrowser(title: string, define: (fixture: BrowserFixture) => void): void {
  if (findChromium()) describe(title, { timeout: 90_000 }, () => define(new BrowserFixture()))
  else it(title, ({ skip }) => skip('there is no Chromium here; set CHROMIUM_PATH to one'))
}
