import type { ModelPrompt } from './adapted-model.ts'

/** Characters per token of the estimate, which counts rather too many tokens than too few. */
const CHARACTERS_PER_TOKEN = 3

/**
 * Drops the oldest messages of a prompt until it is estimated to have at most `maxTokens`. System messages and the last
 * message stay, and a tool's result goes with the call that it answers.
 */
export function limitPrompt(maxTokens: number): (prompt: ModelPrompt) => ModelPrompt {
  return (prompt) => {
    const system = prompt.filter(({ role }) => role === 'system')
    let rest = prompt.filter(({ role }) => role !== 'system')
    const budget = maxTokens - tokensOf(system)
    while (rest.length > 1 && tokensOf(rest) > budget) rest = withoutResults(rest.slice(1))
    return [...system, ...rest]
  }
}

/** Results at the beginning answer calls that are gone. */
function withoutResults(messages: ModelPrompt): ModelPrompt {
  const first = messages.findIndex(({ role }) => role !== 'tool')
  return first === -1 ? messages.slice(-1) : messages.slice(first)
}

function tokensOf(messages: ModelPrompt): number {
  return Math.ceil(JSON.stringify(messages.map(({ content }) => content)).length / CHARACTERS_PER_TOKEN)
}
