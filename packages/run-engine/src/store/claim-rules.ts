import type { InterruptRecord } from './thread-record.ts'
import type { ClaimRequest, ClaimResult } from './thread-store.ts'

/** Answered interrupts that a thread remembers. */
const MAX_ANSWERED = 100

/**
 * Why a claim is refused, if it is, in the order that `ClaimResult` says; for stores. `busy` tells of the run that lasts,
 * and is asked in between.
 */
export function claimRefusal(
  interrupts: readonly InterruptRecord[],
  { answers = [], waives = [] }: ClaimRequest,
  busy: () => ClaimResult | undefined,
): ClaimResult | undefined {
  const named = new Set(answers.map(({ interruptId }) => interruptId))
  const answered = interrupts.filter(({ id, answer }) => answer !== undefined && named.has(id))
  if (answered.length > 0) return { claimed: false, reason: 'answered', interrupts: answered }
  const running = busy()
  if (running !== undefined || waives === 'all') return running
  const open = interrupts.filter(
    ({ id, answer }) => answer === undefined && !named.has(id) && !waives.includes(id),
  )
  return open.length > 0 ? { claimed: false, reason: 'open', interrupts: open } : undefined
}

/**
 * The interrupts that a thread remembers after a claim, answered before or with it; for stores. An answer to a question
 * that it does not know is remembered as well, so that it counts once.
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

/** The same once a run has left some open; for stores. An id that is used again is open again. */
export function interruptsAfterRun(
  interrupts: readonly InterruptRecord[],
  opened: readonly { id: string; json: string }[] = [],
): readonly InterruptRecord[] {
  const ids = new Set(opened.map(({ id }) => id))
  return opened.length === 0 ? interrupts : [...interrupts.filter(({ id }) => !ids.has(id)), ...opened]
}
