import { EventGuard, type EventLike, type LogReader, type RunStatus } from '@flightdeck/run-engine'

/** An event as a reader has it. */
export type ToldEvent = EventLike & Readonly<Record<string, unknown>>

/** Reads to the end. */
export async function readToEnd(reader: LogReader): Promise<ToldEvent[]> {
  const events: ToldEvent[] = []
  for (;;) {
    const chunk = await reader.next(1_000)
    if (chunk === null) return events
    events.push(...chunk.events.map((json) => JSON.parse(json) as ToldEvent))
  }
}

/** The faults of a stream for a strict reader: every repair, and anything but exactly one ending at the end. */
export function wrongWith(events: readonly ToldEvent[], threadId: string, runId: string): string[] {
  const found: string[] = []
  const guard = new EventGuard({
    threadId,
    runId,
    emit: () => {},
    onRepair: ({ kind }) => found.push(kind),
  })
  for (const event of events) guard.push(event)
  const endings = events.filter(isEnding)
  if (endings.length !== 1) found.push(`${endings.length} endings`)
  else if (endings[0] !== events.at(-1)) found.push('events after the ending')
  return found
}

/** How a run ended, according to its stream. */
export function statusTold(events: readonly ToldEvent[]): Exclude<RunStatus, 'running'> | undefined {
  const ending = events.findLast(isEnding)
  if (ending === undefined) return undefined
  if (ending.type === 'RUN_ERROR') return ending.code === 'run_interrupted' ? 'interrupted' : 'failed'
  const { type = 'success' } = (ending.outcome ?? {}) as { type?: string }
  return type === 'cancelled' ? 'cancelled' : type === 'interrupt' ? 'paused' : 'finished'
}

function isEnding({ type }: EventLike): boolean {
  return type === 'RUN_FINISHED' || type === 'RUN_ERROR'
}
