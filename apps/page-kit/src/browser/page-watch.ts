import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'

/** Records errors in the pages of visitors, and requests to servers that do not belong to the test. */
export class PageWatch {
  readonly #origins = new Set<string>()
  #pageErrors: string[] = []
  #foreignRequests: string[] = []

  /** Watches every page of a visitor from now on. */
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

  /** Allows requests to a server of the test. */
  expectRequestsTo(url: string): void {
    this.#origins.add(new URL(url).origin)
  }

  /** Allows the unhandled rejection of the stock client when a connection is lost. */
  forgiveBreaks(): void {
    this.#pageErrors = this.#pageErrors.filter((text) => text !== 'TypeError: network error')
  }

  /** Expects no errors and no other requests since the last call. */
  check(): void {
    const wrong = { pageErrors: this.#pageErrors, foreignRequests: this.#foreignRequests }
    this.#pageErrors = []
    this.#foreignRequests = []
    expect(wrong).toEqual({ pageErrors: [], foreignRequests: [] })
  }
}
