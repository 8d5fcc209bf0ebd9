import type { StoredMessage } from '../reducer/thread-content.ts'
import type { InterruptRecord, RunRecord } from './thread-record.ts'
import type { ClaimRequest, ClaimResult } from './thread-store.ts'

/** Answered interrupts that a thread keeps. */
const MAX_ANSWERED = 100

/** The runs of a thread that decide about a claim. */
export interface RunsOfClaim {
  /** The running run. */
  running(): RunRecord | undefined
  /** The ended runs with this id, newest first. */
  ended(runId: string): readonly RunRecord[]
}

/** For stores: the reason to refuse a claim, checked in the order of `ClaimResult`; undefined if there is none. */
export function claimRefusal(
  interrupts: readonly InterruptRecord[],
  request: ClaimRequest,
  runs: RunsOfClaim,
): ClaimResult | undefined {
  const { answers = [], waives = [] } = request
  const named = new Set(answers.map(({ interruptId }) => interruptId))
  const answered = interrupts.filter(({ id, answer }) => answer !== undefined && named.has(id))
  if (answered.length > 0) return { claimed: false, reason: 'answered', interrupts: answered }
  const isResumed = interrupts.some(({ id, answer }) => answer === undefined && named.has(id))
  const known = isResumed ? undefined : knownRun(request, runs)
  if (known !== undefined) return { claimed: false, reason: 'known', run: known }
  const running = runs.running()
  if (running !== undefined) return { claimed: false, reason: 'busy', running }
  if (waives === 'all') return undefined
  const open = interrupts.filter(
    ({ id, answer }) => answer === undefined && !named.has(id) && !waives.includes(id),
  )
  return open.length > 0 ? { claimed: false, reason: 'open', interrupts: open } : undefined
}

/**
 * The run of the requested id. A request that resumes may have another input under the id of the run that paused. The same
 * resume command may be sent for one interrupt after the other, so only one that is still running is the same run.
 */
export function knownRun(
  {
    runId,
    inputHash,
    answers = [],
    waives,
  }: Pick<ClaimRequest, 'runId' | 'inputHash' | 'answers' | 'waives'>,
  runs: RunsOfClaim,
): RunRecord | undefined {
  if (inputHash === undefined) return undefined
  const isCommand = waives === 'all'
  const running = runs.running()
  const sameId = running?.runId === runId ? [running] : []
  if (!isCommand) sameId.push(...runs.ended(runId))
  const same = sameId.find((run) => hasInput(run, inputHash))
  return same ?? (isCommand || answers.length > 0 ? undefined : sameId[0])
}

/** Whether a run has the input with this hash. A record without a hash counts as having it: its id is all that is known. */
export function hasInput(run: Pick<RunRecord, 'inputHash'>, inputHash: string): boolean {
  return run.inputHash === undefined || run.inputHash === inputHash
}

/**
 * For stores: the interrupts that a thread keeps after a claim. An answer to an unknown interrupt is kept as well, so
 * that it counts once.
 */
export function interruptsAfterClaim(
  interrupts: readonly InterruptRecord[],
  { answers = [] }: Pick<ClaimRequest, 'answers'>,
  base: number,
): readonly InterruptRecord[] {
  const given = new Map(answers.map(({ interruptId, json }) => [interruptId, json]))
  const known = interrupts.flatMap((record): InterruptRecord[] => {
    if (record.answer !== undefined) return [record]
    const json = given.get(record.id)
    given.delete(record.id)
    return json === undefined ? [] : [{ ...record, answer: { json, base } }]
  })
  const unknown = [...given].map(([id, json]): InterruptRecord => ({ id, answer: { json, base } }))
  return [...known, ...unknown].slice(-MAX_ANSWERED)
}

/**
 * For stores: the interrupts that a thread keeps after a run that left some open. An id that is used again is open
 * again.
 */
export function interruptsAfterRun(
  interrupts: readonly InterruptRecord[],
  opened: readonly { id: string; json: string }[] = [],
): readonly InterruptRecord[] {
  const ids = new Set(opened.map(({ id }) => id))
  return opened.length === 0 ? interrupts : [...interrupts.filter(({ id }) => !ids.has(id)), ...opened]
}

/** The stored parts of a thread. */
export interface StoredParts {
  messages?: readonly StoredMessage[] | undefined
  state?: string | undefined
  interrupts?: readonly InterruptRecord[] | undefined
  runs?: readonly Pick<RunRecord, 'opening' | 'ending'>[] | undefined
}

/** For stores: characters of JSON in the stored parts, so that `maxBytes` has the same meaning in every store. */
export function storedSize({ messages = [], state = '', interrupts = [], runs = [] }: StoredParts): number {
  let size = state.length
  for (const { json } of messages) size += json.length
  for (const { json = '', answer } of interrupts) size += json.length + (answer?.json.length ?? 0)
  for (const { opening = '', ending = '' } of runs) size += opening.length + ending.length
  return size
}
