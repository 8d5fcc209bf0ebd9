/** An integer of a column. Some drivers can be configured to return bigints. */
export type SqliteInteger = number | bigint

/** The columns of a thread's key. */
export interface KeyRow {
  readonly owner: string
  readonly thread_id: string
}

/** The process that holds a claim; null if its row was deleted. */
type HolderColumns =
  | { readonly host: string; readonly pid: SqliteInteger; readonly started: string }
  | { readonly host: null; readonly pid: null; readonly started: null }

/** The columns that tell whether a claim is abandoned. */
export type HolderRow = {
  readonly lease_until: SqliteInteger
  /** The end of the lease by `machineClockMs`; null if the machine of the holder does not identify its start. */
  readonly lease_ticks: SqliteInteger | null
  readonly holder: string
} & HolderColumns

/** An ended run. */
export interface RunRow {
  readonly base: SqliteInteger
  readonly run_id: string
  readonly agent_id: string
  readonly status: string
  readonly epoch: SqliteInteger
  readonly started_at: SqliteInteger
  readonly ended_at: SqliteInteger | null
  readonly stop_requested: SqliteInteger
  readonly ending: string | null
  readonly input_hash: string | null
}

/** The last run of a thread, in a row of `SELECT_THREADS`. */
interface LastRunColumns {
  readonly r_base: SqliteInteger
  readonly r_run: string
  readonly r_agent: string
  readonly r_status: string
  readonly r_epoch: SqliteInteger
  readonly r_started: SqliteInteger
  readonly r_ended: SqliteInteger | null
  readonly r_stop: SqliteInteger
  readonly r_ending: string | null
  readonly r_input: string | null
}

/** The claim on a thread, in a row of `SELECT_THREADS`. */
type ClaimColumns = HolderRow & {
  readonly c_base: SqliteInteger
  readonly c_run: string
  readonly c_agent: string
  readonly c_epoch: SqliteInteger
  readonly c_started: SqliteInteger
  readonly c_head: SqliteInteger
  readonly c_stop: SqliteInteger
  readonly c_opening: string | null
  readonly c_input: string | null
  readonly c_claim: string
  readonly c_bytes: SqliteInteger
}

/** The columns of an outer join without a match. */
type Missing<Columns> = { readonly [Column in keyof Columns]: null }

/** A row of `SELECT_THREADS`. */
export type ThreadRow = KeyRow & {
  readonly id: SqliteInteger
  readonly generation: string
  readonly agent_id: string
  readonly name: string | null
  readonly was_named: SqliteInteger
  readonly archived: SqliteInteger
  readonly created_at: SqliteInteger
  readonly updated_at: SqliteInteger
  readonly active_at: SqliteInteger
  readonly revision: SqliteInteger
  readonly head: SqliteInteger
  readonly bytes: SqliteInteger
  readonly interrupts: string | null
} & (LastRunColumns | Missing<LastRunColumns>) &
  (ClaimColumns | Missing<ClaimColumns>)

/** A row of `SELECT_REMOVABLE`. */
export type RemovableRow = KeyRow & {
  readonly id: SqliteInteger
  readonly bytes: SqliteInteger
  readonly active_at: SqliteInteger
  readonly claim_bytes: SqliteInteger
}

/** The counters of the store. */
export interface CounterRow {
  readonly value: SqliteInteger
  readonly threads: SqliteInteger
  readonly bytes: SqliteInteger
  readonly tombstones: SqliteInteger
  readonly forgotten: SqliteInteger
  readonly litter: SqliteInteger
}
