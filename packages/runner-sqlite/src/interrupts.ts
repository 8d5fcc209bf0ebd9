import type { ClaimRequest, ClaimResult, InterruptRecord } from '@flightdeck/run-engine'
import type { WriteTransaction } from './write-queue.ts'

/** Answered interrupts that a thread remembers. */
const MAX_ANSWERED = 100

/** Why a claim is refused because of interrupts, if it is. `busy` comes between the two. */
export function refusalOf(
  interrupts: readonly InterruptRecord[],
  { answers = [], waives = [] }: ClaimRequest,
  busy: () => ClaimResult | undefined,
): ClaimResult | undefined {
  const named = new Set(answers.map(({ interruptId }) => interruptId))
  const answered = interrupts.filter(({ id, answer }) => answer !== undefined && named.has(id))
  if (answered.length > 0) return { claimed: false, reason: 'answered', interrupts: answered }
  const running = busy()
  if (running !== undefined || waives === 'all') return running
  const needed = interrupts.filter(({ id, answer }) => !answer && !named.has(id) && !waives.includes(id))
  return needed.length > 0 ? { claimed: false, reason: 'open', interrupts: needed } : undefined
}

/** What a thread remembers after a claim: the interrupts that were answered before or with it. */
export function answeredBy(
  interrupts: readonly InterruptRecord[],
  answers: ClaimRequest['answers'] = [],
  base: number,
): readonly InterruptRecord[] {
  const given = new Map(answers.map(({ interruptId, json }) => [interruptId, json]))
  const answered: InterruptRecord[] = []
  for (const record of interrupts) {
    const json = given.get(record.id)
    if (record.answer !== undefined) answered.push(record)
    else if (json !== undefined) answered.push({ ...record, answer: { json, base } })
  }
  return answered.slice(-MAX_ANSWERED)
}

/** What a thread remembers once a run has left some open. An id that is used again is open again. */
export function withOpen(
  interrupts: readonly InterruptRecord[],
  opened: readonly { id: string; json: string }[],
): readonly InterruptRecord[] {
  const ids = new Set(opened.map(({ id }) => id))
  return [...interrupts.filter(({ id }) => !ids.has(id)), ...opened]
}

/** Keeps what a thread remembers. */
export function writeInterrupts(
  { connection }: WriteTransaction,
  thread: number,
  interrupts: readonly InterruptRecord[],
): void {
  if (interrupts.length === 0) {
    connection.run('DELETE FROM flightdeck_interrupts WHERE thread = ?', thread)
  } else {
    const sql = 'INSERT OR REPLACE INTO flightdeck_interrupts (thread, json) VALUES (?, ?)'
    connection.run(sql, thread, JSON.stringify(interrupts))
  }
}
