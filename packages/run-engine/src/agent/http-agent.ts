import type { KnownAgent } from './agent.ts'

type Fetch = (url: string, init: RequestInit) => Promise<Response>

const tamed = new WeakSet<Fetch>()

/**
 * `@ag-ui/client`'s `HttpAgent` cancels the reader of a body that has just failed, and rethrows what that cancel
 * rejects with where nobody can catch it: one cut connection to an agent would end the process. So its reader is
 * given a `cancel` that does not reject. The failure itself still arrives through `read`.
 */
export function tameHttpAgent(agent: KnownAgent): void {
  const http = agent as KnownAgent & { url?: unknown; fetch?: Fetch | undefined }
  const fetch = http.fetch
  if (typeof http.url !== 'string' || typeof fetch !== 'function' || tamed.has(fetch)) return
  const wrapped: Fetch = async (url, init) => withQuietBody(await fetch.call(http, url, init))
  tamed.add(wrapped)
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

/** The object with one member replaced. Its methods keep their receiver, which the web's classes insist on. */
function replacing<T extends object>(target: T, member: keyof T, replacement: unknown): T {
  return new Proxy(target, {
    get(_, key) {
      if (key === member) return replacement
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
