import { describeInBrowser as describeWith, launchBrowser, PageWatch } from '@flightdeck/page-kit/browser'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { AssistantProcess } from './assistant-process.ts'
import { startAssistant } from './assistant-process.ts'
import type { ChatWindow } from './chat-window.ts'
import { openWindow, plain } from './chat-window.ts'

/** For `expect.poll`: long enough for a complete long answer on a busy machine. */
export const PATIENT = { timeout: 40_000, interval: 50 }

/** The longest answer to `Count` that a test waits for. A run that must still be in progress later counts. */
export const COUNTED = Array.from({ length: 20_000 }, (_, index) => index + 1).join(' ')

/** A server and a browser for one test file. Every test also checks that no window had an error. */
export class AssistantFixture {
  #browser: Browser | undefined
  #context: BrowserContext | undefined
  #app: AssistantProcess | undefined
  readonly #watch = new PageWatch()

  constructor() {
    beforeAll(() => this.#start(), 60_000)
    afterEach(() => this.#check())
    afterAll(() => this.#end())
  }

  /** One visitor, whose windows share local storage. */
  get context(): BrowserContext {
    if (!this.#context) throw new Error('The browser is not running')
    return this.#context
  }

  get app(): AssistantProcess {
    if (!this.#app) throw new Error('The server is not running')
    return this.#app
  }

  /** Opens a window on a new thread of an agent, and waits until it is ready for input. */
  open(agentId: 'default' | 'scripted', origin: string = this.app.url): Promise<ChatWindow> {
    return this.openAt(`${origin}/#agent=${agentId}`)
  }

  /** Opens a URL, and waits until it is ready for input. */
  async openAt(url: string): Promise<ChatWindow> {
    this.#watch.expectRequestsTo(url)
    const window = await openWindow(this.context, url)
    await window.page
      .getByTestId('copilot-suggestion')
      .or(window.page.getByTestId('copilot-user-message'))
      .first()
      .waitFor()
    return window
  }

  /** Opens the URL of another window. */
  openSecond(first: ChatWindow): Promise<ChatWindow> {
    return this.openAt(first.page.url())
  }

  /** Restarts the server on the same port, with its data. */
  async restart(): Promise<void> {
    this.#app = await startAssistant(this.app.port, { ASSISTANT_DATA: this.app.dataFolder })
  }

  /** Allows the errors of the stock client when a connection is lost. */
  forgiveBreaks(): void {
    this.#watch.forgiveBreaks()
  }

  async #start(): Promise<void> {
    this.#app = await startAssistant()
    this.#watch.expectRequestsTo(this.#app.url)
    this.#browser = await launchBrowser()
    this.#context = await this.#browser.newContext({ viewport: { width: 1280, height: 820 } })
    this.#watch.watch(this.#context)
  }

  async #check(): Promise<void> {
    for (const page of this.context.pages()) await page.close()
    this.#watch.check()
  }

  async #end(): Promise<void> {
    await this.#browser?.close()
    await this.#app?.dispose()
  }
}

/** Declares tests with a server and a browser. */
export function describeInBrowser(title: string, define: (fixture: AssistantFixture) => void): void {
  describeWith(title, 90_000, () => define(new AssistantFixture()))
}

/** Sends a message, and waits for the complete answer. */
export async function say(window: ChatWindow, text: string, answer: string): Promise<void> {
  await window.write(text)
  await expect.poll(() => window.lastAnswer(), PATIENT).toBe(plain(answer))
  await expect.poll(() => window.isRunning(), PATIENT).toBe(false)
}

/** Waits until an answer is longer than `length`, and returns it. */
export async function untilLongerThan(window: ChatWindow, length: number): Promise<string> {
  await expect.poll(async () => (await window.lastAnswer()).length, PATIENT).toBeGreaterThan(length)
  return window.lastAnswer()
}
