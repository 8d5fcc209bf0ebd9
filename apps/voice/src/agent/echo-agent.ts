import { setTimeout as pause } from 'node:timers/promises'

const WORD_MS = 30

interface Input {
  readonly threadId: string
  readonly runId: string
  readonly messages: ReadonlyArray<{ readonly role: string; readonly content?: unknown }>
}

type Event = { readonly type: string } & Readonly<Record<string, unknown>>

/** Repeats the user's message, word by word. */
export const echoAgent = {
  description: 'Repeats your message; needs no key',
  async *run(
    { threadId, runId, messages }: Input,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<Event> {
    const said = messages.findLast(({ role }) => role === 'user')?.content
    const messageId = crypto.randomUUID()
    yield { type: 'RUN_STARTED', threadId, runId }
    yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
    for (const delta of `You said: “${String(said)}”`.match(/\s*\S+/g) ?? []) {
      await pause(WORD_MS, undefined, { signal })
      yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta }
    }
    yield { type: 'TEXT_MESSAGE_END', messageId }
    yield { type: 'RUN_FINISHED', threadId, runId }
  },
}
