import type { Fields } from '../../json/fields.ts'
import { toChatFetch } from './chat-stream.ts'
import { toJsonEventsFetch } from './json-events.ts'
import { toMessagesFetch } from './messages-stream.ts'

/**
 * Creates the `fetch` that models by name are called with, for a provider of the AI SDK that you create yourself:
 * `createOpenAI({ fetch: createProviderFetch() })`. It reads streams of OpenAI, Anthropic and Gemini, and of servers with their
 * APIs, in spite of what gateways add to them or leave out. The API is that of the address.
 *
 * @param send Sends the requests. @default the global `fetch`
 */
export function createProviderFetch(send?: typeof fetch): typeof fetch {
  const chat = toChatFetch(send)
  const messages = toMessagesFetch(send)
  const responses = toJsonEventsFetch(send, hasType)
  const others = toJsonEventsFetch(send)
  return (input, init) => {
    const path = pathOf(input)
    if (path.endsWith('/chat/completions')) return chat(input, init)
    if (path.endsWith('/messages')) return messages(input, init)
    return path.endsWith('/responses') ? responses(input, init) : others(input, init)
  }
}

/** Events of OpenAI's responses have a type. */
export function hasType({ type }: Fields): boolean {
  return typeof type === 'string'
}

function pathOf(input: Parameters<typeof fetch>[0]): string {
  const address = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url
  return new URL(address, 'http://localhost').pathname
}
