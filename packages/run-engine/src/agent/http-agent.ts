// Tests: `drive-agent.test.ts`.
import type { KnownAgent } from './agent.ts'

type Fetch = (url: string, init: RequestInit) => Promise<Response>

const guarded = new WeakSet<Fetch>()

/**
 * Replaces the `fetch` of an `HttpAgent`. The agent cancels the reader of a body that failed, and does not catch the
 * rejection of that cancel, so one lost connection would end the process. The new `fetch` returns a body whose reader
 * has a `cancel` that never rejects. The failure itself still arrives through `read`.
 */
export function guardHttpAgent(agent: KnownAgent): void {
  const http = agent as KnownAgent & { url?: unknown; fetch?: Fetch | undefined }
  const fetch = http.fetch
  if (typeof http.url !== 'string' || typeof fetch !== 'function' || guarded.has(fetch)) return
  const wrapped: Fetch = async (url, init) => withQuietBody(await fetch.call(http, url, init))
  guarded.add(wrapped)
  http.fetch = wrapped
}

function withQuietBody(response: Response): Response {
  const { body } = response
  return body === null ? response : replacing(response, 'body', withQuietReader(body))
}

function withQuietReader(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return replacing(body, 'getReader', () => {
    const reader = body.getReader()
    return replacing(reader, 'cancel', (reason?: unknown) => reader.cancel(reason).catch(() => {}))
  })
}

/** The object with one member replaced. Methods keep their receiver, which web classes require. */
function replacing<T extends object>(target: T, member: keyof T, replacement: unknown): T {
  return new Proxy(target, {
    get(_, key) {
      if (key === member) return replacement
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
