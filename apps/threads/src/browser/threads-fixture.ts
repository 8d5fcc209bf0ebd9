import { describeInBrowser as describeWith, launchBrowser, PageWatch } from '@flightdeck/page-kit/browser'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { signInTo } from './api-client.ts'
import { ServerProcess } from './server-process.ts'
import { plain, ThreadsWindow } from './threads-window.ts'

/** For `expect.poll`: long enough for a complete long answer on a busy machine. */
export const PATIENT = { timeout: 40_000, interval: 50 }

/** The longest answer to `Count` that a test waits for. A run that must still be in progress later counts. */
export const COUNTED = Array.from({ length: 20_000 }, (_, index) => index + 1).join(' ')

const WORD_MS = 25

/** A server and a browser for one test file. Every test also checks that no window had an error. */
export class ThreadsFixture {
  readonly server: ServerProcess = new ServerProcess(WORD_MS)
  #browser: Browser | undefined
  readonly #contexts: BrowserContext[] = []
  readonly #watch = new PageWatch()

  constructor() {
    beforeAll(async () => {
      await this.server.start()
      this.#browser = await launchBrowser()
    }, 60_000)
    afterEach(() => this.#check())
    afterAll(async () => {
      await this.#browser?.close()
      await this.server.discard()
    })
  }

  /** Opens the page for a new visitor, who signs in. */
  async open(name: string): Promise<ThreadsWindow> {
    const window = await this.openDoor()
    await window.signIn(name)
    return window
  }

  /** Opens the page for a new visitor, who has not signed in. */
  async openDoor(): Promise<ThreadsWindow> {
    if (!this.#browser) throw new Error('The browser is not running')
    const context = await this.#browser.newContext({ viewport: { width: 1100, height: 760 } })
    this.#contexts.push(context)
    this.#watch.expectRequestsTo(this.server.url)
    this.#watch.watch(context)
    const page = await context.newPage()
    await page.goto(this.server.url)
    return new ThreadsWindow(page)
  }

  /** Opens the URL of another window, for the same visitor. */
  async openSecond(first: ThreadsWindow): Promise<ThreadsWindow> {
    const page = await first.page.context().newPage()
    const second = new ThreadsWindow(page)
    await page.goto(first.page.url())
    await second.ready()
    return second
  }

  /** Allows requests to another server of the test. */
  expectRequestsTo(origin: string): void {
    this.#watch.expectRequestsTo(origin)
  }

  /** Allows the errors of the stock client when a connection is lost. */
  forgiveBreaks(): void {
    this.#watch.forgiveBreaks()
  }

  async #check(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close()
    // A failed test may have stopped the server.
    if (!this.server.isRunning) await this.server.start()
    for (const user of ['ada', 'grace']) {
      const api = await signInTo(this.server.url, user)
      await api('/threads/clear', { method: 'POST' })
    }
    this.#watch.check()
  }
}

/** Declares tests with a server and a browser. */
export function describeInBrowser(title: string, define: (fixture: ThreadsFixture) => void): void {
  describeWith(title, 120_000, () => define(new ThreadsFixture()))
}

/** Sends a message, and waits for the complete answer. */
export async function say(window: ThreadsWindow, text: string, answer: string): Promise<void> {
  await window.write(text)
  await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(answer))
  await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
}

/** Waits until an answer is longer than `length`, and returns it. */
export async function untilLongerThan(window: ThreadsWindow, length: number): Promise<string> {
  await expect.poll(async () => (await window.lastAnswer()).length, PATIENT).toBeGreaterThan(length)
  return window.lastAnswer()
}
