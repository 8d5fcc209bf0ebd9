import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ChatSelectors, sendMessage } from '@flightdeck/page-kit/browser'
import type { BrowserContext, Locator, Page } from 'playwright-core'

const SCREENSHOTS = fileURLToPath(new URL('../../test-results', import.meta.url))

const SELECTORS: ChatSelectors = {
  accepting: '[data-testid=copilot-send-button]:is([title=Stop], :enabled)',
  accepted: '[data-testid=copilot-user-message], [data-testid=waiting]',
}

/** One window of the page. */
export class ChatWindow {
  readonly page: Page
  readonly notice: Locator
  readonly banner: Locator
  readonly ending: Locator
  readonly waiting: Locator
  readonly threads: Locator
  readonly plan: Locator
  readonly approval: Locator
  readonly chart: Locator
  readonly book: Locator

  constructor(page: Page) {
    this.page = page
    this.notice = page.getByTestId('notice')
    this.banner = page.getByTestId('banner')
    this.ending = page.getByTestId('ending')
    this.waiting = page.getByTestId('waiting')
    this.threads = page.getByTestId('threads')
    this.plan = page.getByTestId('plan')
    this.approval = page.getByTestId('approval')
    this.chart = page.getByTestId('chart')
    this.book = page.getByTestId('book')
  }

  /** Sends a message once the thread is connected, or queues it during a run. */
  write(text: string): Promise<void> {
    return sendMessage(this.page, text, SELECTORS)
  }

  /** Restarts a server, and waits until the page says, for a few seconds, that it is connected again. */
  async reconnect(restart: () => Promise<void>): Promise<void> {
    const said = this.banner.getByText('Reconnected to the server').waitFor({ timeout: 60_000 })
    await Promise.all([said, restart()])
  }

  /** The texts of the agent's messages, with normalized white space and without markdown. */
  async answers(): Promise<string[]> {
    const texts = await this.page.getByTestId('copilot-assistant-message').allInnerTexts()
    return texts.map(plain).filter((text) => text !== '')
  }

  /** The texts of the user's messages. */
  async questions(): Promise<string[]> {
    return (await this.page.getByTestId('copilot-user-message').allInnerTexts()).map(plain)
  }

  async lastAnswer(): Promise<string> {
    return (await this.answers()).at(-1) ?? ''
  }

  /** The names of the server tools that were called, in order. */
  async calledTools(): Promise<(string | null)[]> {
    const lines = await this.page.getByTestId('tool-line').all()
    return Promise.all(lines.map((line) => line.getAttribute('data-tool')))
  }

  async isRunning(): Promise<boolean> {
    return (await this.page.getByTestId('copilot-chat').getAttribute('data-copilot-running')) === 'true'
  }

  /** Presses the stop button, and waits until the run has ended. */
  async stop(): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop', exact: true }).click()
    await this.page.locator('[data-testid=copilot-chat][data-copilot-running=false]').waitFor()
  }

  /** The text in the input. */
  draft(): Promise<string> {
    return this.page.getByRole('textbox', { name: 'Message' }).inputValue()
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true })
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
  }
}

/** Opens a window. */
export async function openWindow(context: BrowserContext, url: string): Promise<ChatWindow> {
  const page = await context.newPage()
  await page.goto(url)
  return new ChatWindow(page)
}

/** A text without markdown and with single spaces. */
export function plain(text: string): string {
  return text
    .replace(/\*\*|`/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
