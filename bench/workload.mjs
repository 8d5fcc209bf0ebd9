// The agent of every subject: emits the same events from the same generator, as configured by the request.
import { setImmediate, setTimeout } from 'node:timers/promises'

/**
 * The work of one run, sent in the `forwardedProps` of its input.
 *
 * @typedef {object} Workload
 * @property {number} deltas number of text deltas of the message
 * @property {number} [everyMs] milliseconds before each delta; 0 by default
 * @property {number} [breathes] yields to the event loop after this many deltas; never by default
 * @property {string} [text] text of each delta
 * @property {boolean} [unsaid] emits custom events, which are not part of the message
 * @property {number} [afterMs] milliseconds before the first delta
 * @property {boolean} [waitsAtStart] emits nothing before the gate `<gate>/start` is opened
 * @property {string} [gate] the thread's id by default
 * @property {boolean} [waitsAtEnd] does not end before the gate `<threadId>/end` is opened
 */

const WORDS = ['The', ' answer', ' to', ' your', ' question', ' is', ' streamed', ' here', '.']

/** @type {Map<string, { opened: Promise<void>, open: () => void }>} */
const gates = new Map()

/** @param {string} name */
function gate(name) {
  const known = gates.get(name)
  if (known) return known
  let open = () => {}
  /** @type {Promise<void>} */
  const opened = new Promise((resolve) => {
    open = resolve
  })
  const made = { opened, open }
  gates.set(name, made)
  return made
}

/**
 * Releases a waiting run.
 *
 * @param {string} name
 */
export function openGate(name) {
  gate(name).open()
}

/**
 * The events of one run: a message between a start and an end.
 *
 * @param {{ threadId: string, runId: string, forwardedProps: Workload }} input
 */
export async function* eventsOf({ threadId, runId, forwardedProps }) {
  const { deltas, everyMs, afterMs, breathes, text, unsaid, waitsAtStart, waitsAtEnd } = forwardedProps
  const messageId = `message-of-${runId}`
  yield { type: 'RUN_STARTED', threadId, runId }
  yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' }
  if (waitsAtStart) await gate(`${forwardedProps.gate ?? threadId}/start`).opened
  if (afterMs !== undefined) await setTimeout(afterMs)
  for (let index = 0; index < deltas; index += 1) {
    if (everyMs !== undefined) await setTimeout(everyMs)
    else if (breathes !== undefined && index % breathes === 0) await setImmediate()
    const delta = text ?? WORDS[index % WORDS.length] ?? ''
    if (unsaid) yield { type: 'CUSTOM', name: 'progress', value: { delta } }
    else yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta }
  }
  if (waitsAtEnd) await gate(`${threadId}/end`).opened
  yield { type: 'TEXT_MESSAGE_END', messageId }
  yield { type: 'RUN_FINISHED', threadId, runId }
}

/** Number of events of a run, without its deltas. */
export const EVENTS_AROUND = 4
