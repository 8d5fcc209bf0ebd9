import {
  type AppendRequest,
  type ClaimNews,
  LostEventsError,
  StaleEpochError,
} from '@flightdeck/run-engine/store'
import { arrayText, type Query } from '../database/sql-client.ts'
import type { PgInteger } from '../schema/row-types.ts'
import type { Tables } from '../schema/tables.ts'
import { type EventRow, toEventRow } from '../threads/raw-events.ts'

/** The result of an append for one thread. `locked`: another session holds the row, try again. */
export type AppendResult =
  | { readonly kind: 'news'; readonly news: ClaimNews }
  | { readonly kind: 'failed'; readonly error: Error }
  | { readonly kind: 'locked' }
  | { readonly kind: 'kept'; readonly head: number }

/** One thread of a batch. */
export interface BatchEntry {
  readonly thread: PgInteger
  readonly request: AppendRequest
}

/** The claim of a thread as the statement saw it. */
interface ClaimState {
  readonly thread: PgInteger
  /** Null if the row is missing or locked. */
  readonly epoch: PgInteger | null
  readonly head: PgInteger | null
  readonly stop_requested: boolean | null
  readonly exists: boolean
  readonly written: boolean
}

/**
 * The statement that appends the events of many runs at once, each fenced by its epoch. Rows are locked in the order of
 * their threads, so that two batches cannot deadlock, and locked rows are skipped, so that one does not delay the rest.
 * It is not flushed to disk: what a crash of the server loses is appended again.
 */
export function appendSql({ claims, events }: Tables): string {
  return `WITH r AS (
      SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::integer[], $6::text[], $7::text[])
        AS r (thread, epoch, first, last, size, legacy, body)
    ), l AS MATERIALIZED (
      SELECT c.thread, c.epoch, c.head, c.stop_requested FROM ${claims} c JOIN r USING (thread)
      ORDER BY c.thread FOR UPDATE OF c SKIP LOCKED
    ), u AS (
      UPDATE ${claims} c SET head = r.last, bytes = c.bytes + r.size FROM r JOIN l USING (thread)
      WHERE c.thread = l.thread AND l.epoch = r.epoch AND l.head = r.first - 1 RETURNING c.thread
    ), i AS (
      INSERT INTO ${events} (thread, last, first, size, legacy, body)
      SELECT r.thread, r.last, r.first, r.size, r.legacy, r.body FROM r JOIN u USING (thread)
    )
    SELECT r.thread, l.epoch, l.head, l.stop_requested, u.thread IS NOT NULL AS written,
      EXISTS (SELECT 1 FROM ${claims} c WHERE c.thread = r.thread) AS exists
    FROM (SELECT set_config('synchronous_commit', 'off', true)) AS later, r
    LEFT JOIN l USING (thread) LEFT JOIN u USING (thread)`
}

/** Appends the events of several threads. An entry of a thread may occur once. */
export async function appendBatch(
  query: Query,
  tables: Tables,
  entries: readonly BatchEntry[],
): Promise<AppendResult[]> {
  const rows = entries.map(({ request: { first, events, legacy } }) => toEventRow(first, events, legacy))
  const column = (name: keyof EventRow): string => arrayText(rows.map((row) => row[name]))
  const states = await query<ClaimState>(appendSql(tables), [
    arrayText(entries.map(({ thread }) => String(thread))),
    arrayText(entries.map(({ request }) => request.epoch)),
    column('first'),
    column('last'),
    column('size'),
    column('legacy'),
    column('body'),
  ])
  const byThread = new Map(states.map((state) => [String(state.thread), state]))
  return entries.map((entry) => resultOf(entry, byThread.get(String(entry.thread))))
}

function resultOf({ request }: BatchEntry, state: ClaimState | undefined): AppendResult {
  const { key, epoch, first, events } = request
  if (state === undefined || !state.exists) return { kind: 'failed', error: new StaleEpochError(key, epoch) }
  if (state.epoch === null) return { kind: 'locked' }
  if (Number(state.epoch) !== epoch) return { kind: 'failed', error: new StaleEpochError(key, epoch) }
  const news = { stopRequested: state.stop_requested === true }
  const head = Number(state.head)
  if (state.written || head >= first + events.length - 1) return { kind: 'news', news }
  // A call is repeated whose first events were kept.
  if (head >= first) return { kind: 'kept', head }
  return { kind: 'failed', error: new LostEventsError(head, first) }
}
