import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ChatWindow } from './chat-window.ts'
import { openWindow, plain } from './chat-window.ts'
import type { Browser } from './chromium.ts'
import { findChromium, launchBrowser } from './chromium.ts'
import type { DemoProcess } from './demo-process.ts'
import { startDemo } from './demo-process.ts'

/** For `expect.poll`: long enough for a whole long answer on a busy machine. */
export const PATIENT = { timeout: 40_000, interval: 50 }

/** A demo and a browser for one file of tests. After each test, nothing may have gone wrong in any window. */
export class DemoFixture {
  #browser: Browser | undefined
  #demo: DemoProcess | undefined
  readonly #ownOrigins = new Set<string>()
  #foreignRequests: string[] = []
  #pageErrors: string[] = []

  constructor() {
    beforeAll(() => this.#start(), 60_000)
    afterEach(() => this.#check())
    afterAll(() => this.#end())
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error('The browser has not been started')
    return this.#browser
  }

  get demo(): DemoProcess {
    if (!this.#demo) throw new Error('The demo has not been started')
    return this.#demo
  }

  /** Opens a window, and waits until one can write in it. */
  async open(url: string = this.demo.url): Promise<ChatWindow> {
    this.#ownOrigins.add(new URL(url).origin)
    const window = await openWindow(this.browser.context, url)
    await window.page
      .getByTestId('copilot-suggestion')
      .or(window.page.getByTestId('copilot-user-message'))
      .first()
      .waitFor()
    return window
  }

  /** Opens what another window shows. */
  openSecond(first: ChatWindow): Promise<ChatWindow> {
    return this.open(first.page.url())
  }

  /** Starts the demo anew, where it was. */
  async restartDemo(): Promise<void> {
    this.#demo = await startDemo(this.demo.port)
  }

  /** Lets pass what the stock client does when a connection breaks: it leaves the rejection unhandled. */
  forgiveBreaks(): void {
    this.#pageErrors = this.#pageErrors.filter((text) => text !== 'TypeError: network error')
  }

  async #start(): Promise<void> {
    this.#demo = await startDemo()
    this.#ownOrigins.add(this.#demo.url)
    this.#browser = await launchBrowser(findChromium() ?? '')
    const { context } = this.#browser
    context.on('weberror', (error) => this.#pageErrors.push(String(error.error())))
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.#pageErrors.push(message.text())
    })
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol.startsWith('http') && !this.#ownOrigins.has(origin))
        this.#foreignRequests.push(request.url())
    })
  }

  async #check(): Promise<void> {
    for (const page of this.browser.context.pages()) if (page.url() !== 'about:blank') await page.close()
    const wrong = { pageErrors: this.#pageErrors, foreignRequests: this.#foreignRequests }
    this.#pageErrors = []
    this.#foreignRequests = []
    expect(wrong).toEqual({ pageErrors: [], foreignRequests: [] })
  }

  async #end(): Promise<void> {
    await this.#browser?.close()
    await this.#demo?.kill('SIGKILL')
  }
}

/** Registers tests that need a browser, or one skipped test that says why, where there is none. */
export function describeInBrowser(title: string, define: (fixture: DemoFixture) => void): void {
  if (findChromium()) describe(title, { timeout: 90_000 }, () => define(new DemoFixture()))
  else it(title, ({ skip }) => skip('there is no Chromium here; set CHROMIUM_PATH to one'))
}

/** Says something, and waits for the whole answer. */
export async function say(window: ChatWindow, text: string, answer: string): Promise<void> {
  await window.write(text)
  await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(answer))
  await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
}

/** Waits until an answer has some length, and gives what is there of it. */
export async function untilLongerThan(window: ChatWindow, length: number): Promise<string> {
  await expect.poll(async () => (await window.lastAnswer()).length, PATIENT).toBeGreaterThan(length)
  return window.lastAnswer()
}
