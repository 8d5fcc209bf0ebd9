import type { ResumeEntry } from '../events/events.ts'
import { toInterrupt } from './interrupts.ts'
import type { InterruptRecord } from './thread-record.ts'

/** The prefix of the ids that agents derive from a tool call which needs approval. */
const APPROVAL = 'approval_'

/**
 * The resume answers with the ids of the interrupts that they answer. Clients and agents of different makers name the
 * interrupt of a tool call by the id of the call, or by `approval_` and that id: both mean the same interrupt, whichever id
 * it has. An answer that fits no interrupt, or several, stays as it is.
 */
export function withInterruptIds(
  resume: readonly ResumeEntry[],
  records: readonly InterruptRecord[],
): ResumeEntry[] {
  const known = new Set(records.map(({ id }) => id))
  const taken = new Set(resume.map(({ interruptId }) => interruptId))
  return resume.map((entry) => {
    if (known.has(entry.interruptId)) return entry
    const id = meantId(entry.interruptId, records)
    if (id === undefined || taken.has(id)) return entry
    taken.add(id)
    return { ...entry, interruptId: id }
  })
}

/** The interrupt of the same tool call: an open one, or else one that was answered. */
function meantId(given: string, records: readonly InterruptRecord[]): string | undefined {
  const callId = withoutPrefix(given)
  const meant = records.filter((record) => callIdsOf(record).includes(callId))
  const open = meant.filter(({ answer }) => answer === undefined)
  const [only, ...others] = open.length > 0 ? open : meant
  return others.length === 0 ? only?.id : undefined
}

function callIdsOf(record: InterruptRecord): string[] {
  const { id, toolCallId } = toInterrupt(record)
  return toolCallId === undefined ? [withoutPrefix(id)] : [toolCallId, withoutPrefix(id)]
}

function withoutPrefix(id: string): string {
  return id.startsWith(APPROVAL) ? id.slice(APPROVAL.length) : id
}
