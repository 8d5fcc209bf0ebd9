import type { Interrupt, ResumeEntry, RunAgentInput } from './events.ts'
import { isRecord } from './read-fields.ts'
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

/**
 * Whether a run answers a tool call itself, because its `resume` answers the interrupt that is about it. An answer to
 * an interrupt that was asked elsewhere may be about any call.
 */
export function awaitedCalls(
  records: readonly InterruptRecord[],
  resume: readonly ResumeEntry[] | undefined,
): (toolCallId: string) => boolean {
  if (resume === undefined || resume.length === 0) return () => false
  const known = new Map(records.map((record) => [record.id, record]))
  const calls = new Set<string>()
  for (const { interruptId } of resume) {
    const record = known.get(interruptId)
    if (record?.json === undefined) return () => true
    const { toolCallId } = toInterrupt(record)
    calls.add(interruptId)
    if (toolCallId !== undefined) calls.add(toolCallId)
  }
  return (toolCallId) => calls.has(toolCallId)
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
