import { anyOf, diceOf } from '../interleavings/chance.ts'

/** What the storm's agent does in one run. It follows from the run id alone, so a reader knows every text in advance. */
export interface StormScript {
  readonly messages: readonly { readonly id: string; readonly words: readonly string[] }[]
  /** Milliseconds before the first word. */
  readonly firstMs: number
  /** Milliseconds before each further word. */
  readonly gapMs: number
  /** A longer pause, before the word with this number, counted over all messages. */
  readonly pause: { readonly before: number; readonly ms: number }
  /** Whether the agent calls a tool between its messages, which opens one more item. */
  readonly callsTool: boolean
  /** Whether the agent throws at its end. */
  readonly fails: boolean
  /** Whether the agent continues after it was asked to stop. */
  readonly ignoresStop: boolean
}

/** The script of a run. */
export function scriptOf(runId: string): StormScript {
  const dice = diceOf(0, runId)
  const count = 1 + dice(3)
  const messages = Array.from({ length: count }, (_, index) => ({
    id: `${runId}/m${index}`,
    words: Array.from({ length: 1 + dice(24) }, (__, word) => `${index}.${word} `),
  }))
  return {
    messages,
    firstMs: anyOf(dice, [0, 0, 5, 150]),
    gapMs: anyOf(dice, [0, 1, 5, 10, 20, 40]),
    pause: { before: dice(30), ms: anyOf(dice, [0, 0, 100, 400, 1_500]) },
    callsTool: dice(3) === 0,
    fails: dice(8) === 0,
    ignoresStop: dice(6) === 0,
  }
}

/** The run that a message of the storm belongs to. */
export function runOf(messageId: string): string {
  return messageId.slice(0, messageId.lastIndexOf('/'))
}

/** The whole text of an agent's message. Undefined if no run of the storm has such a message. */
export function textOf(messageId: string): string | undefined {
  const message = scriptOf(runOf(messageId)).messages.find(({ id }) => id === messageId)
  return message?.words.join('')
}
