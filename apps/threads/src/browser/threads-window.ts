import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page, Request } from 'playwright-core'

const SCREENSHOTS = fileURLToPath(new URL('../../test-results', import.meta.url))

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
  /** The threads that this window has read since it was loaded. */
  readonly #connected = new Set<string>()

  constructor(page: Page) {
    this.page = page
    page.on('requestfinished', (request) => this.#noteConnect(request))
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
    this.#connected.clear()
    await this.page.reload()
    await this.ready()
  }

  /** Sends a message. The stock chat drops one that is sent before it has read its thread. */
  async write(text: string): Promise<void> {
    await this.#untilConnected()
    await this.page.getByTestId('copilot-chat-textarea').fill(text)
    await this.page.getByTestId('copilot-chat-textarea').press('Enter')
  }

  /** Waits until the open thread was read. The stream of a running one stays open, and a server may be stopped. */
  async #untilConnected(): Promise<void> {
    for (let waits = 0; waits < 100; waits += 1) {
      const open = new URL(this.page.url()).hash
      if ([...this.#connected].some((threadId) => open.includes(encodeURIComponent(threadId)))) return
      if (await this.isRunning()) return
      await this.page.waitForTimeout(100)
    }
  }

  #noteConnect(request: Request): void {
    if (!new URL(request.url()).pathname.endsWith('/connect')) return
    const { threadId } = (request.postDataJSON() ?? {}) as { threadId?: string }
    if (threadId !== undefined) this.#connected.add(threadId)
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
