/** The repairs of the guard. */
export type RepairKind =
  /** Not an event: not an object, without `type`, or reading it threw. Dropped. */
  | 'unreadable'
  /** A type that AG-UI does not define. Passed on as RAW. */
  | 'unknown-type'
  /** A `THINKING_…` event of AG-UI 0.x. Translated. */
  | 'retired-type'
  /** A required field was missing or illegal. Event dropped. */
  | 'malformed'
  /** A field was repaired or, if optional, removed. */
  | 'field'
  /** `threadId` or `runId` was missing or that of another run. Replaced. */
  | 'foreign-id'
  /** An id was missing. Generated. */
  | 'missing-id'
  /** A start of an item that was already open, or of a subagent that had ended. Dropped. */
  | 'duplicate-start'
  /** Content or an end without a start. Start added. */
  | 'missing-start'
  /** An end, or content without the fields of a start, for an item that was not open. Dropped. */
  | 'not-open'
  /**
   * `subagentRunId`, `parentMessageId` or `parentSubagentRunId` contradicted an earlier event. Repaired or removed.
   */
  | 'attribution'
  /** An item was still open at the end of the run. Closed. */
  | 'missing-end'
  /** A tool call had no result when the run failed or was cancelled. Result added. */
  | 'unanswered-call'
  /** The run ended without an ending. RUN_ERROR added. */
  | 'missing-ending'
  /** The agent's ending was replaced because the run had been cancelled. */
  | 'replaced-ending'
  /** An event after the ending. Dropped. */
  | 'after-ending'

/** One repair. */
export interface Repair {
  readonly kind: RepairKind
  /** The event of the agent that was repaired; absent if there is none. May hold any value. */
  readonly event?: unknown
  /** The field, id or item. */
  readonly detail?: string | undefined
}

/** Records a repair. */
export type NoteRepair = (kind: RepairKind, event?: unknown, detail?: string) => void
