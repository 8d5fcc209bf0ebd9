import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AssistantProcess } from './assistant-process.ts'
import { startAssistant } from './assistant-process.ts'
import type { ChatWindow } from './chat-window.ts'
import { openWindow, plain } from './chat-window.ts'
import type { Browser } from './chromium.ts'
import { findChromium, launchBrowser } from './chromium.ts'

/** For `expect.poll`: long enough for a whole long answer on a busy machine. */
export const PATIENT = { timeout: 40_000, interval: 50 }

/** A server and a browser for one file of tests. After each test, nothing may have gone wrong in any window. */
export class AssistantFixture {
  #browser: Browser | undefined
  #app: AssistantProcess | undefined
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
    return this.openAt(first.page.url())
  }

  /** Starts the server anew, where it was and with what it kept. */
  async restart(): Promise<void> {
    this.#app = await startAssistant(this.app.port, { ASSISTANT_DATA: this.app.dataFolder })
  }

  /** Lets pass what the stock client does when a connection breaks: it leaves the rejection unhandled. */
  forgiveBreaks(): void {
    this.#pageErrors = this.#pageErrors.filter((text) => text !== 'TypeError: network error')
  }

  async #start(): Promise<void> {
    this.#app = await startAssistant()
    this.#ownOrigins.add(this.#app.url)
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
    await this.#app?.dispose()
  }
}

/** Registers tests that need a browser, or one skipped test that says why, where there is none. */
export function describeInBrowser(title: string, define: (fixture: AssistantFixture) => void): void {
  if (findChromium()) describe(title, { timeout: 90_000 }, () => define(new AssistantFixture()))
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
