import type { ModelPrompt } from './adapted-model.ts'

const EPHEMERAL = { anthropic: { cacheControl: { type: 'ephemeral' } } } as const

/** Marks the system messages and the last message of a prompt, so that Anthropic caches what is up to them. */
export function cachePrompt(prompt: ModelPrompt): ModelPrompt {
  const lastSystem = prompt.findLastIndex(({ role }) => role === 'system')
  return prompt.map((message, index) =>
    index === lastSystem || index === prompt.length - 1
      ? { ...message, providerOptions: { ...message.providerOptions, ...EPHEMERAL } }
      : message,
  )
}
