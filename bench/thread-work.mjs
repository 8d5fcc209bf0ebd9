// The contents of the stores in the thread scenarios.

/** One event as stored in a log: about 110 characters, like a typical model delta. */
export const EVENT = JSON.stringify({
  type: 'TEXT_MESSAGE_CONTENT',
  messageId: '3b0f3c1e-5d0f-4c1b-9a52-6a1b8e0d7c11',
  delta: ' some words',
})

export const ENDING = JSON.stringify({
  type: 'RUN_FINISHED',
  threadId: 't',
  runId: 'r',
  outcome: { type: 'success' },
})

const TEXT = 'A message of a typical length for users and models. '.repeat(6)

/**
 * @param {number} count
 * @returns {{ id: string, json: string }[]}
 */
export function messages(count) {
  return Array.from({ length: count }, (_, index) => {
    const id = `message-${index}`
    return { id, json: JSON.stringify({ id, role: index % 2 ? 'assistant' : 'user', content: TEXT }) }
  })
}

/**
 * A thread with the given number of runs, for `put`.
 *
 * @param {{ threadId: string, owner?: string }} key
 * @param {{ runs: number, messages: { id: string, json: string }[], activeAt?: number }} content
 */
export function thread(key, { runs, messages, activeAt = 1_700_000_000_000 }) {
  return {
    key,
    agentId: 'default',
    name: `Thread ${key.threadId}`,
    archived: false,
    createdAt: activeAt,
    updatedAt: activeAt,
    activeAt,
    head: runs * 10,
    messages,
    interrupts: [],
    runs: Array.from({ length: runs }, (_, index) => ({
      runId: `run-${index}`,
      agentId: 'default',
      status: /** @type {const} */ ('finished'),
      base: index * 10,
      startedAt: activeAt,
      endedAt: activeAt,
      ending: ENDING,
    })),
  }
}
