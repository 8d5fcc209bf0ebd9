/** A `bigint` column. Clients return it as a string, unless the application configured them otherwise. */
export type PgInteger = string | number | bigint

/** The columns of a thread's key. */
export interface KeyRow {
  readonly owner: string
  readonly thread_id: string
}

/** An ended run. */
export interface RunRow {
  readonly base: PgInteger
  readonly run_id: string
  readonly agent_id: string
  readonly status: string
  readonly epoch: PgInteger
  readonly started_at: PgInteger
  readonly ended_at: PgInteger | null
  readonly stop_requested: boolean
  readonly ending: string | null
  readonly input_hash: string | null
}

/** The last run of a thread, in a row of `selectThreads`. */
interface LastRunColumns {
  readonly r_base: PgInteger
  readonly r_run: string
  readonly r_agent: string
  readonly r_status: string
  readonly r_epoch: PgInteger
  readonly r_started: PgInteger
  readonly r_ended: PgInteger | null
  readonly r_stop: boolean
  readonly r_ending: string | null
  readonly r_input: string | null
}

/** The claim on a thread, in a row of `selectThreads`. */
interface ClaimColumns {
  readonly c_base: PgInteger
  readonly c_run: string
  readonly c_agent: string
  readonly c_epoch: PgInteger
  readonly c_started: PgInteger
  readonly c_head: PgInteger
  readonly c_stop: boolean
  readonly c_opening: string | null
  readonly c_input: string | null
  readonly c_claim: string
  readonly c_bytes: PgInteger
  readonly c_abandoned: boolean
}

/** The columns of an outer join without a match. */
type Missing<Columns> = { readonly [Column in keyof Columns]: null }

/** A row of `selectThreads`. */
export type ThreadRow = KeyRow & {
  readonly id: PgInteger
  readonly generation: string
  readonly agent_id: string
  readonly name: string | null
  readonly was_named: boolean
  readonly archived: boolean
  readonly created_at: PgInteger
  readonly updated_at: PgInteger
  readonly active_at: PgInteger
  readonly revision: PgInteger
  readonly head: PgInteger
  readonly bytes: PgInteger
  readonly interrupts: string | null
} & (LastRunColumns | Missing<LastRunColumns>) &
  (ClaimColumns | Missing<ClaimColumns>)
