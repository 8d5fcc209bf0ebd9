/**
 * The status of a run. All but `running` are final. `paused`: it waits for the resume answers of open interrupts.
 * `interrupted`: its process died or shut down.
 */
export type RunStatus = 'running' | 'finished' | 'failed' | 'cancelled' | 'paused' | 'interrupted'

/** A thread in responses. CopilotKit's clients read the members up to `lastRunAt`. Times are ISO 8601. */
export interface ThreadRecord {
  id: string
  /** Always empty: there are no organizations. */
  organizationId: ''
  /** The agent of the last run. */
  agentId: string
  /** The id of the user who owns the thread; empty without `identifyUser`. */
  createdById: string
  name: string | null
  archived: boolean
  createdAt: string
  updatedAt: string
  /** When a run last started or ended. Lists are sorted by it. */
  lastRunAt: string
  /** The run in progress. */
  running: { runId: string; startedAt: string } | null
  /** The status of the run that ended last. */
  lastRunStatus: RunStatus | null
  /** The number of interrupts without a resume answer. */
  pendingInterrupts: number
}

/** The response of `threads/list`. */
export interface ThreadPage {
  threads: readonly ThreadRecord[]
  /** Always null: websockets are not supported. */
  joinCode: null
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null
}

/** A run in responses. Times are ISO 8601. */
export interface ThreadRunRecord {
  runId: string
  agentId: string
  status: RunStatus
  startedAt: string
  endedAt: string | null
  /** The AG-UI event that ended the run. */
  ending: unknown
}

/** The response of `threads/runs`, newest run first. */
export interface ThreadRunPage {
  runs: readonly ThreadRunRecord[]
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null
}

/** A frame of `threads/subscribe`. `reset`: changes may have been missed, so the list must be loaded again. */
export type ThreadListEvent =
  | { readonly type: 'reset' }
  | { readonly type: 'thread_changed'; readonly thread: ThreadRecord }
  | { readonly type: 'thread_deleted'; readonly threadId: string }
