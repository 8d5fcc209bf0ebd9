import type { Connection } from '../database/connection.ts'
import { SqliteStoreError } from '../database/sqlite-store-error.ts'

/**
 * The migrations of the tables from each version to the next. The first one creates version 1. A released migration
 * never changes; changes are added as a new one.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE flightdeck_counter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL,      -- revisions, epochs and ticks are all drawn from here
    threads INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    tombstones INTEGER NOT NULL,
    forgotten INTEGER NOT NULL,  -- deletions up to this revision are no longer known
    litter INTEGER NOT NULL      -- deletions that the file has to be cleaned up behind
  );
  INSERT INTO flightdeck_counter VALUES (1, 0, 0, 0, 0, 0, 0);

  CREATE TABLE flightdeck_threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,         -- '' without an owner, else ':' and the owner
    thread_id TEXT NOT NULL,
    generation TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    name TEXT,
    archived INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    active_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    head INTEGER NOT NULL,
    bytes INTEGER NOT NULL,      -- of messages, state and interrupts
    last_run INTEGER,
    trail_base INTEGER,          -- raw events of the last run are still held from behind here on
    trail_at INTEGER,
    UNIQUE (owner, thread_id)
  );
  CREATE INDEX flightdeck_threads_by_activity ON flightdeck_threads (owner, archived, active_at, thread_id);
  CREATE INDEX flightdeck_threads_by_agent ON flightdeck_threads (owner, agent_id, archived, active_at, thread_id);
  CREATE INDEX flightdeck_threads_by_owner_revision ON flightdeck_threads (owner, revision);
  CREATE INDEX flightdeck_threads_by_revision ON flightdeck_threads (revision);
  CREATE INDEX flightdeck_threads_by_age ON flightdeck_threads (active_at);
  CREATE INDEX flightdeck_threads_by_trail ON flightdeck_threads (trail_at) WHERE trail_at IS NOT NULL;

  CREATE TABLE flightdeck_messages (
    thread INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (thread, position)
  ) WITHOUT ROWID;

  CREATE TABLE flightdeck_states (thread INTEGER PRIMARY KEY, json TEXT NOT NULL);

  CREATE TABLE flightdeck_interrupts (thread INTEGER PRIMARY KEY, json TEXT NOT NULL);

  CREATE TABLE flightdeck_runs (
    id INTEGER PRIMARY KEY,
    thread INTEGER NOT NULL,
    base INTEGER NOT NULL,
    run_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    status TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    stop_requested INTEGER NOT NULL,
    ending TEXT
  );
  CREATE INDEX flightdeck_runs_by_thread ON flightdeck_runs (thread, base, id);

  CREATE TABLE flightdeck_claims (
    thread INTEGER PRIMARY KEY,
    claim_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    epoch INTEGER NOT NULL UNIQUE,
    base INTEGER NOT NULL,
    head INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    opening TEXT,
    holder TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    stop_requested INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    bytes INTEGER NOT NULL       -- of raw events
  );
  CREATE INDEX flightdeck_claims_by_tick ON flightdeck_claims (tick);
  CREATE INDEX flightdeck_claims_by_holder ON flightdeck_claims (holder);

  CREATE TABLE flightdeck_events (
    thread INTEGER NOT NULL,
    position INTEGER NOT NULL,
    marked INTEGER NOT NULL,
    size INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (thread, position)
  ) WITHOUT ROWID;

  CREATE TABLE flightdeck_tombstones (
    revision INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    thread_id TEXT NOT NULL
  );
  CREATE INDEX flightdeck_tombstones_by_owner ON flightdeck_tombstones (owner, revision);

  CREATE TABLE flightdeck_holders (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  // Sizes of all stored data. SQLite counts characters, JavaScript UTF-16 units, which is close enough.
  `
  UPDATE flightdeck_threads AS t SET bytes =
    coalesce((SELECT sum(length(json)) FROM flightdeck_messages WHERE thread = t.id), 0)
    + coalesce((SELECT length(json) FROM flightdeck_states WHERE thread = t.id), 0)
    + coalesce((SELECT sum(length(ending)) FROM flightdeck_runs WHERE thread = t.id), 0)
    + coalesce((
        SELECT sum(
          coalesce(length(json_extract(record.value, '$.json')), 0)
          + coalesce(length(json_extract(record.value, '$.answer.json')), 0)
        )
        FROM flightdeck_interrupts AS i, json_each(i.json) AS record WHERE i.thread = t.id
      ), 0);
  UPDATE flightdeck_claims SET bytes = bytes + coalesce(length(opening), 0);
  UPDATE flightdeck_counter SET bytes =
    coalesce((SELECT sum(bytes) FROM flightdeck_threads), 0) + coalesce((SELECT sum(bytes) FROM flightdeck_claims), 0);
  `,
  `
  ALTER TABLE flightdeck_runs ADD COLUMN input_hash TEXT;
  ALTER TABLE flightdeck_claims ADD COLUMN input_hash TEXT;
  ALTER TABLE flightdeck_claims ADD COLUMN lease_ticks INTEGER;
  CREATE INDEX flightdeck_runs_by_run_id ON flightdeck_runs (thread, run_id);
  ALTER TABLE flightdeck_threads ADD COLUMN was_named INTEGER NOT NULL DEFAULT 0;
  UPDATE flightdeck_threads SET was_named = 1 WHERE name IS NOT NULL;
  `,
]

/**
 * Creates or migrates the tables in one transaction. The version is in a table, because `PRAGMA user_version` belongs
 * to the application that shares the database.
 *
 * @param migrations from each version to the next, starting from an empty database
 * @throws SqliteStoreError `newer_schema`
 */
export function migrate(connection: Connection, migrations: readonly string[] = MIGRATIONS): void {
  const known = migrations.length
  if (versionOf(connection) === known) return
  connection.exec('BEGIN EXCLUSIVE')
  try {
    // Another process may have migrated meanwhile.
    const version = versionOf(connection)
    if (version > known) {
      throw new SqliteStoreError(
        'newer_schema',
        `The database ${connection.file} has tables of version ${version}, this package knows version ${known}: upgrade @flightdeck/runner-sqlite`,
      )
    }
    if (version === 0) connection.exec('CREATE TABLE flightdeck_schema (version INTEGER NOT NULL)')
    for (const migration of migrations.slice(version)) connection.exec(migration)
    connection.exec(`DELETE FROM flightdeck_schema; INSERT INTO flightdeck_schema VALUES (${known}); COMMIT`)
  } catch (error) {
    connection.rollback()
    throw error
  }
}

function versionOf(connection: Connection): number {
  const found = connection.get(
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'flightdeck_schema'",
  )
  return found === undefined
    ? 0
    : Number(connection.get('SELECT version FROM flightdeck_schema')?.version ?? 0)
}
