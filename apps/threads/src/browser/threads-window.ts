import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ChatSelectors, sendMessage } from '@flightdeck/page-kit/browser'
import type { Locator, Page } from 'playwright-core'

const SCREENSHOTS = fileURLToPath(new URL('../../test-results', import.meta.url))

const SELECTORS: ChatSelectors = {
  accepting: '[data-testid=copilot-send-button][title=Send]:enabled',
  accepted: '[data-testid=copilot-user-message]',
}

/** One window of the page. */
export class ThreadsWindow {
  readonly page: Page
  readonly banner: Locator
  readonly notice: Locator
  readonly interrupted: Locator
  readonly approval: Locator
  /** The name of the open thread. */
  readonly title: Locator
  readonly rows: Locator

  constructor(page: Page) {
    this.page = page
    this.banner = page.getByTestId('banner')
    this.notice = page.getByTestId('notice')
    this.interrupted = page.getByTestId('interrupted')
    this.approval = page.getByTestId('approval')
    this.title = page.getByTestId('title')
    this.rows = page.getByTestId('thread')
  }

  /** Waits until the list is loaded and the chat is ready for input. */
  async ready(): Promise<void> {
    await this.page.getByTestId('copilot-chat-textarea').waitFor()
    await this.page.locator('[data-testid=threads][aria-busy=false]').waitFor()
  }

  async signIn(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Continue as ${name}` }).click()
    await this.ready()
  }

  async reload(): Promise<void> {
    await this.page.reload()
    await this.ready()
  }

  /** Sends a message once the thread is connected and idle. */
  write(text: string): Promise<void> {
    return sendMessage(this.page, text, SELECTORS)
  }

  /** Restarts a server, and waits until the page says, for a few seconds, that it is connected again. */
  async reconnect(restart: () => Promise<void>): Promise<void> {
    const said = this.banner.getByText('Reconnected to the server').waitFor({ timeout: 60_000 })
    await Promise.all([said, restart()])
  }

  /** The texts of the agent's messages, with single spaces. */
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

  async isRunning(): Promise<boolean> {
    return (await this.page.getByTestId('copilot-chat').getAttribute('data-copilot-running')) === 'true'
  }

  /** The titles in the list, from top to bottom. */
  async titles(): Promise<string[]> {
    return (await this.rows.locator('.title').allInnerTexts()).map(plain)
  }

  row(title: string): Locator {
    return this.rows.filter({ hasText: title })
  }

  /** The status mark of a thread in the list. */
  mark(title: string): Locator {
    return this.row(title).getByRole('img')
  }

  async show(title: string): Promise<void> {
    await this.row(title).getByRole('link').click()
  }

  /** Presses one of the buttons in a thread's row. */
  async act(title: string, action: 'Rename' | 'Archive' | 'Unarchive' | 'Delete'): Promise<void> {
    await this.row(title).hover()
    await this.row(title).locator('.actions').getByTitle(action).click()
  }

  /** Presses the stop button, and waits until the run has ended. */
  async stop(): Promise<void> {
    await this.button('Stop').click()
    await this.page.locator('[data-testid=copilot-chat][data-copilot-running=false]').waitFor()
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true })
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
  }
}

/** A text with single spaces. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
