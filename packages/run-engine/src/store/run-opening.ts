import { encodeEvent } from '../events/encode-event.ts'
import type { RunAgentInput } from '../events/events.ts'
import type { StateLimits } from '../reducer/state-limits.ts'

/** What a claim keeps of the input of its run, for other processes. */
export interface RunOpening {
  /** The messages after the last assistant message. */
  readonly messages: RunAgentInput['messages']
  /** The state that the client sent. */
  readonly state?: unknown
}

/** Returns the opening of a run as JSON; undefined if the input has neither new messages nor a state. */
export function toOpening({
  messages,
  state,
}: Pick<RunAgentInput, 'messages' | 'state'>): string | undefined {
  let from = messages.length
  while (from > 0 && messages[from - 1]?.role !== 'assistant') from -= 1
  const added = messages.slice(from)
  if (!isEmptyState(state)) return JSON.stringify({ messages: added, state })
  return added.length === 0 ? undefined : JSON.stringify(added)
}

/** Reads the opening of a run. A list is one that has messages only. */
export function readOpening(json: string | undefined): RunOpening {
  const opening = json === undefined ? [] : (JSON.parse(json) as RunOpening | RunOpening['messages'])
  return Array.isArray(opening) ? { messages: opening } : (opening as RunOpening)
}

/**
 * Returns the JSON of the state with which a run starts. A client without a state sends an empty one, which must not
 * replace the state of the thread.
 */
export function stateAtStart(sent: unknown, stored: string | undefined): string | undefined {
  if (!isEmptyState(sent)) return encodeEvent(sent)
  return stored ?? (sent === undefined ? undefined : '{}')
}

/**
 * Returns the JSON of the state with which a run of another process started. A state over the limit ended that run at once,
 * and was not taken.
 */
export function remoteStateAtStart(
  { state }: RunOpening,
  stored: string | undefined,
  { maxStateBytes }: Pick<StateLimits, 'maxStateBytes'>,
): string | undefined {
  const started = stateAtStart(state, stored)
  return started !== undefined && started !== stored && started.length > maxStateBytes ? stored : started
}

function isEmptyState(state: unknown): boolean {
  return (
    state === undefined || (typeof state === 'object' && state !== null && Object.keys(state).length === 0)
  )
}
