import type { Interrupt, ResumeEntry, RunAgentInput } from '../events/events.ts'
import { isRecord } from '../events/read-fields.ts'
import type { InterruptRecord } from './thread-record.ts'

/** The answers that a run input gives to interrupts, each in one spelling, so that equal answers are equal texts. */
export function answersOf({
  resume,
}: Pick<RunAgentInput, 'resume'>): { interruptId: string; json: string }[] {
  return (resume ?? []).map(({ interruptId, status, payload }) => {
    const answer: ResumeEntry = { interruptId, status, ...(payload !== undefined && { payload }) }
    return { interruptId, json: JSON.stringify(sorted(answer)) }
  })
}

/** The interrupt that a record is about. Of one that was asked elsewhere only the id is known. */
export function toInterrupt({ id, json }: InterruptRecord): Interrupt {
  return json === undefined ? { id, reason: 'unknown' } : (JSON.parse(json) as Interrupt)
}

/** The interrupts that wait for an answer. */
export function openInterrupts(records: readonly InterruptRecord[], now: number = Date.now()): Interrupt[] {
  return records
    .filter(({ answer }) => answer === undefined)
    .map(toInterrupt)
    .filter((interrupt) => !isExpired(interrupt, now))
}

/** Whether the time for an answer is over. An `expiresAt` that is no date never comes. */
export function isExpired({ expiresAt }: Interrupt, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  )
}
