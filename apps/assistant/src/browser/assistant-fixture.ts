import { describeInBrowser as describeWith, launchBrowser, PageWatch } from '@flightdeck/page-kit/browser'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import type { AssistantProcess } from './assistant-process.ts'
import { startAssistant } from './assistant-process.ts'
import type { ChatWindow } from './chat-window.ts'
import { openWindow, plain } from './chat-window.ts'

/** For `expect.poll`: long enough for a whole long answer on a busy machine. */
export const PATIENT = { timeout: 40_000, interval: 50 }

/** A server and a browser for one file of tests. After each test, nothing may have gone wrong in any window. */
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

  /** One visitor: their windows share local storage. */
  get context(): BrowserContext {
    if (!this.#context) throw new Error('The browser has not been started')
    return this.#context
  }

  get app(): AssistantProcess {
    if (!this.#app) throw new Error('The server has not been started')
    return this.#app
  }

  /** Opens a window on a new thread of an agent, and waits until one can write in it. */
  open(agentId: 'default' | 'scripted', origin: string = this.app.url): Promise<ChatWindow> {
    return this.openAt(`${origin}/#agent=${agentId}`)
  }

  /** Opens an address, and waits until one can write there. */
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

  /** Opens what another window shows. */
  openSecond(first: ChatWindow): Promise<ChatWindow> {
    return this.openAt(first.page.url())
  }

  /** Starts the server anew, where it was and with what it kept. */
  async restart(): Promise<void> {
    this.#app = await startAssistant(this.app.port, { ASSISTANT_DATA: this.app.dataFolder })
  }

  /** Lets pass what the stock client does when a connection breaks. */
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

/** Registers tests with a server and a browser. */
export function describeInBrowser(title: string, define: (fixture: AssistantFixture) => void): void {
  describeWith(title, 90_000, () => define(new AssistantFixture()))
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
