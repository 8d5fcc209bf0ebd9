// Tests: `runnerConformance` of `@flightdeck/testkit`.
import { hasResumeCommand } from '../agent/tool-results.ts'
import type { RunIdentity } from '../contract/run-observer.ts'
import { RunnerError } from '../contract/runner-error.ts'
import type { ResumeEntry, RunAgentInput } from '../events/events.ts'
import { hasInput } from '../store/claim-rules.ts'
import { withInterruptIds } from '../store/interrupt-ids.ts'
import { answersOf, isExpired, toInterrupt } from '../store/interrupts.ts'
import { toOpening } from '../store/run-opening.ts'
import { isStoreUnavailable } from '../store/store-unavailable.ts'
import type { InterruptRecord, RunRecord, ThreadKey, ThreadView } from '../store/thread-record.ts'
import type { ClaimRequest, ClaimResult, ThreadStore } from '../store/thread-store.ts'

/** A request to claim a thread. */
export interface ThreadClaim {
  store: ThreadStore
  key: ThreadKey
  identity: RunIdentity
  input: RunAgentInput
  /** Hash of the input and the agent, as `hashOfInput` returns it. */
  inputHash: string
  leaseMs: number
}

/**
 * The thread was claimed, for the input with the ids of the interrupts that it answers; or it is busy; or the same
 * request started a run before, with this `base`.
 */
export type ClaimedThread =
  | { kind: 'claimed'; epoch: number; thread: ThreadView; input: RunAgentInput }
  | { kind: 'busy'; running: RunRecord }
  | { kind: 'repeated'; base: number }

/** Attempts on a failing store. */
const TRIES = 3

/**
 * Claims a thread for a run. The run's `resume` must answer every open interrupt once and in time. Expired interrupts
 * may be omitted or cancelled.
 *
 * @throws RunnerError `interrupts_open`, `interrupt_answered`, `interrupt_expired` or `run_id_conflict`; the error of the
 * store if all attempts fail
 */
export async function claimThread(given: ThreadClaim): Promise<ClaimedThread> {
  const claim = { ...given, input: await answeringKnown(given) }
  const answers = answersOf(claim.input)
  const asked = {
    ...(answers.length > 0 && { answers }),
    ...(hasResumeCommand(claim.input) && { waives: 'all' }),
  }
  let result = await ask(claim, asked as Partial<ClaimRequest>)
  if (!result.claimed && result.reason === 'open') {
    const expired = result.interrupts.filter(isOver)
    if (expired.length < result.interrupts.length) throw stillOpen(claim.key, result.interrupts)
    result = await ask(claim, { answers, waives: expired.map(({ id }) => id) })
  }
  if (result.claimed)
    return { kind: 'claimed', epoch: result.epoch, thread: result.thread, input: claim.input }
  if (result.reason === 'busy') return { kind: 'busy', running: result.running }
  if (result.reason === 'open') throw stillOpen(claim.key, result.interrupts)
  if (result.reason === 'known') return { kind: 'repeated', base: sameRun(result.run, claim.inputHash).base }
  return { kind: 'repeated', base: runStartedBy(answers, result.interrupts) }
}

/** A call that failed may have taken effect, so it is repeated with the same `claimId`. */
async function ask(claim: ThreadClaim, more: Partial<ClaimRequest>): Promise<ClaimResult> {
  const { store, key, identity, input, inputHash, leaseMs } = claim
  const opening = toOpening(input)
  const request: ClaimRequest = {
    key,
    claimId: crypto.randomUUID(),
    runId: identity.runId,
    agentId: identity.agentId,
    inputHash,
    now: Date.now(),
    leaseMs,
    ...(opening !== undefined && { opening }),
    ...more,
  }
  for (let tries = 1; ; tries += 1) {
    try {
      return await store.claim(request)
    } catch (error) {
      // A store that is not available has waited already.
      if (tries === TRIES || isStoreUnavailable(error)) throw error
    }
  }
}

/**
 * Returns the run of the id that was requested.
 *
 * @throws RunnerError `run_id_conflict` if it has another input
 */
export function sameRun<T extends { runId: string; inputHash?: string | undefined }>(
  run: T,
  inputHash: string,
): T {
  if (hasInput(run, inputHash)) return run
  throw new RunnerError(
    'run_id_conflict',
    `The thread has a run '${run.runId}' with another input: give each run its own id`,
  )
}

/** The input with the ids of the interrupts that it answers. An expired interrupt can be cancelled, but not answered. */
async function answeringKnown({ store, key, input }: ThreadClaim): Promise<RunAgentInput> {
  if (!input.resume?.length) return input
  const records = (await store.peek(key))?.interrupts ?? []
  const resume = withInterruptIds(input.resume, records)
  refuseExpired(resume, records)
  return { ...input, resume }
}

function refuseExpired(resume: readonly ResumeEntry[], records: readonly InterruptRecord[]): void {
  const ids = new Set(
    resume.filter(({ status }) => status !== 'cancelled').map(({ interruptId }) => interruptId),
  )
  const expired = records
    .filter(({ id, answer }) => ids.has(id) && answer === undefined)
    .filter(isOver)
    .map(toInterrupt)
  if (expired.length === 0) return
  const [first] = expired
  throw new RunnerError('interrupt_expired', `Interrupt '${first?.id}' expired at ${first?.expiresAt}`, {
    interrupts: expired,
  })
}

/** The `base` of the run that the same answers started. */
function runStartedBy(
  answers: readonly { interruptId: string; json: string }[],
  answered: readonly InterruptRecord[],
): number {
  const given = new Map(answers.map(({ interruptId, json }) => [interruptId, json]))
  const bases = new Set(answered.map(({ answer }) => answer?.base))
  const [base] = bases
  const same = answered.every(({ id, answer }) => answer?.json === given.get(id))
  if (same && bases.size === 1 && answered.length === given.size && base !== undefined) return base
  const [first] = answered
  throw new RunnerError(
    'interrupt_answered',
    `Interrupt '${first?.id}' was already answered with a different payload`,
    {
      interrupts: answered.map(toInterrupt),
    },
  )
}

function isOver(record: InterruptRecord): boolean {
  return isExpired(toInterrupt(record), Date.now())
}

/** Lists the interrupts that can still be answered. */
function stillOpen(key: ThreadKey, records: readonly InterruptRecord[]): RunnerError {
  const open = records.filter((record) => !isOver(record))
  const message = `Thread '${key.threadId}' has open interrupts: the run must resume ${open.map(({ id }) => `'${id}'`).join(', ')}`
  return new RunnerError('interrupts_open', message, { interrupts: open.map(toInterrupt) })
}
