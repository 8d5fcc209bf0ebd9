import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { signInTo } from './api-client.ts'
import { findChromium, launchBrowser } from './chromium.ts'
import { ServerProcess } from './server-process.ts'
import { plain, ThreadsWindow } from './threads-window.ts'

/** For `expect.poll`: long enough for a whole long answer on a busy machine. */
export const PATIENT = { timeout: 40_000, interval: 50 }

const WORD_MS = 25

/** A server and a browser for one file of tests. After each test, nothing may have gone wrong in any window. */
export class ThreadsFixture {
  readonly server: ServerProcess = new ServerProcess(WORD_MS)
  #browser: Browser | undefined
  readonly #contexts: BrowserContext[] = []
  readonly #knownOrigins = new Set<string>()
  #foreignRequests: string[] = []
  #pageErrors: string[] = []

  constructor() {
    beforeAll(async () => {
      await this.server.start()
      this.#browser = await launchBrowser(findChromium() ?? '')
    }, 60_000)
    afterEach(() => this.#check())
    afterAll(async () => {
      await this.#browser?.close()
      await this.server.discard()
    })
  }

  /** Opens the page for a visitor of their own, who signs in. */
  async open(name: string): Promise<ThreadsWindow> {
    const window = await this.openDoor()
    await window.signIn(name)
    return window
  }

  /** Opens the page for a visitor of their own, who has not signed in. */
  async openDoor(): Promise<ThreadsWindow> {
    if (!this.#browser) throw new Error('The browser has not been started')
    const context = await this.#browser.newContext({ viewport: { width: 1100, height: 760 } })
    this.#contexts.push(context)
    context.on('weberror', (error) => this.#pageErrors.push(String(error.error())))
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.#pageErrors.push(message.text())
    })
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      const isKnown = origin === this.server.url || this.#knownOrigins.has(origin)
      if (protocol.startsWith('http') && !isKnown) this.#foreignRequests.push(request.url())
    })
    const page = await context.newPage()
    await page.goto(this.server.url)
    return new ThreadsWindow(page)
  }

  /** Opens what another window shows, for the same visitor. */
  async openSecond(first: ThreadsWindow): Promise<ThreadsWindow> {
    const page = await first.page.context().newPage()
    await page.goto(first.page.url())
    const second = new ThreadsWindow(page)
    await second.ready()
    return second
  }

  /** Lets pass requests to another server, which a test has made. */
  expectRequestsTo(origin: string): void {
    this.#knownOrigins.add(origin)
  }

  /** Lets pass what the stock client does when a connection breaks: it leaves the rejection unhandled. */
  forgiveBreaks(): void {
    this.#pageErrors = this.#pageErrors.filter((text) => text !== 'TypeError: network error')
  }

  async #check(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close()
    // A test that failed may have left the server ended.
    if (!this.server.isRunning) await this.server.start()
    for (const user of ['ada', 'grace']) {
      const api = await signInTo(this.server.url, user)
      await api('/threads/clear', { method: 'POST' })
    }
    const wrong = { pageErrors: this.#pageErrors, foreignRequests: this.#foreignRequests }
    this.#pageErrors = []
    this.#foreignRequests = []
    expect(wrong).toEqual({ pageErrors: [], foreignRequests: [] })
  }
}

/** Registers tests that need a browser, or one skipped test that says why, where there is none. */
export function describeInBrowser(title: string, define: (fixture: ThreadsFixture) => void): void {
  if (findChromium()) describe(title, { timeout: 120_000 }, () => define(new ThreadsFixture()))
  else it(title, ({ skip }) => skip('there is no Chromium here; set CHROMIUM_PATH to one'))
}

/** Says something, and waits for the whole answer. */
export async function say(window: ThreadsWindow, text: string, answer: string): Promise<void> {
  await window.write(text)
  await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(answer))
  await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
}

/** Waits until an answer has some length, and gives what is there of it. */
export async function untilLongerThan(window: ThreadsWindow, length: number): Promise<string> {
  await expect.poll(async () => (await window.lastAnswer()).length, PATIENT).toBeGreaterThan(length)
  return window.lastAnswer()
}
