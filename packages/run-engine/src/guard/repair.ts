/** What the guard had to do to make a run legal. */
export type RepairKind =
  /** Not an event at all: no object, no `type`, or reading it threw. Dropped. */
  | 'unreadable'
  /** A type that AG-UI does not know. Passed on as RAW. */
  | 'unknown-type'
  /** A `THINKING_…` event of AG-UI 0.x. Translated. */
  | 'retired-type'
  /** A required field was missing or beyond repair. Dropped. */
  | 'malformed'
  /** A field was put right or, being optional, taken out. */
  | 'field'
  /** `threadId` or `runId` was missing or another run's. Replaced. */
  | 'foreign-id'
  /** An id was missing. Generated. */
  | 'missing-id'
  /** The first event was not RUN_STARTED. Put in front. */
  | 'missing-run-started'
  /** A start of what was already open, or of a subagent that had already ended. Dropped. */
  | 'duplicate-start'
  /** Content or an end came without its start. Put in front. */
  | 'missing-start'
  /** An end, or content that says too little to be opened, of what was not open. Dropped. */
  | 'not-open'
  /**
   * `subagentRunId`, `parentMessageId` or `parentSubagentRunId` contradicted what was said before. Put right
   * or taken out.
   */
  | 'attribution'
  /** Something was still open when the run ended. Closed. */
  | 'missing-end'
  /** A tool call had no result when the run failed or was cancelled. Answered. */
  | 'unanswered-call'
  /** The run ended without an ending. RUN_ERROR added. */
  | 'missing-ending'
  /** The agent's own ending was replaced, because the run had been cancelled. */
  | 'replaced-ending'
  /** It came after the ending. Dropped. */
  | 'after-ending'

/** One thing the guard did that the agent did not ask for. */
export interface Repair {
  readonly kind: RepairKind
  /**
   * The event that made it necessary, as the agent gave it; absent when no event did. It may hold anything.
   */
  readonly event?: unknown
  /** Which field, id or entity was concerned. */
  readonly detail?: string | undefined
}

/** Notes one repair. */
export type NoteRepair = (kind: RepairKind, event?: unknown, detail?: string) => void
