import type { ThreadNameRequest } from '@flightdeck/runtime-core'

const MAX_WORDS = 6
const MAX_LENGTH = 60

/** Names a thread by the first words of its first message. Needs no model. */
export function nameThread({ messages }: Pick<ThreadNameRequest, 'messages'>): string | undefined {
  const question = messages.find((message) => message.role === 'user')?.content
  const text = typeof question === 'string' ? question : ''
  const words = text.split(/\s+/).filter((word) => word !== '')
  const characters = [...words.slice(0, MAX_WORDS).join(' ')]
  const name = characters.slice(0, MAX_LENGTH).join('')
  const isCut = words.length > MAX_WORDS || characters.length > MAX_LENGTH
  return isCut ? `${name.replace(/\p{P}+$/u, '')}…` : name || undefined
}
