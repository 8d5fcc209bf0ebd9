import type { Interrupt, ResumeEntry, RunAgentInput } from '../events/events.ts'
import { isRecord } from '../events/read-fields.ts'
import type { InterruptRecord } from './thread-record.ts'

/** The resume answers of a run input in a canonical form, so that equal answers are equal texts. */
export function answersOf({
  resume,
}: Pick<RunAgentInput, 'resume'>): { interruptId: string; json: string }[] {
  return (resume ?? []).map(({ interruptId, status, payload }) => {
    const answer: ResumeEntry = { interruptId, status, ...(payload !== undefined && { payload }) }
    return { interruptId, json: JSON.stringify(withSortedKeys(answer)) }
  })
}

/** The interrupt of a record. For an interrupt of another system only the id is known. */
export function toInterrupt({ id, json }: InterruptRecord): Interrupt {
  return json === undefined ? { id, reason: 'unknown' } : (JSON.parse(json) as Interrupt)
}

/** The interrupts that are open and not expired. */
export function openInterrupts(records: readonly InterruptRecord[], now: number = Date.now()): Interrupt[] {
  return records
    .filter(({ answer }) => answer === undefined)
    .map(toInterrupt)
    .filter((interrupt) => !isExpired(interrupt, now))
}

/** Whether an interrupt has expired. An `expiresAt` that is not a date never expires. */
export function isExpired({ expiresAt }: Interrupt, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now
}

function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, withSortedKeys(value[key])]),
  )
}
