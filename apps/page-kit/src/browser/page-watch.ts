import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'

/** Notes what goes wrong in the windows of visitors: errors, and requests to servers that are nobody's of the test. */
export class PageWatch {
  readonly #origins = new Set<string>()
  #pageErrors: string[] = []
  #foreignRequests: string[] = []

  /** Watches every window of a visitor from now on. */
  watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.#pageErrors.push(String(error.error())))
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.#pageErrors.push(message.text())
    })
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (protocol.startsWith('http') && !this.#origins.has(origin)) this.#foreignRequests.push(request.url())
    })
  }

  /** Lets pass requests to a server of the test. */
  expectRequestsTo(url: string): void {
    this.#origins.add(new URL(url).origin)
  }

  /** Lets pass what the stock client does when a connection breaks: it leaves the rejection unhandled. */
  forgiveBreaks(): void {
    this.#pageErrors = this.#pageErrors.filter((text) => text !== 'TypeError: network error')
  }

  /** Expects that nothing went wrong since the last time. */
  check(): void {
    const wrong = { pageErrors: this.#pageErrors, foreignRequests: this.#foreignRequests }
    this.#pageErrors = []
    this.#foreignRequests = []
    expect(wrong).toEqual({ pageErrors: [], foreignRequests: [] })
  }
}
