import type { Tables } from './tables.ts'

/** One change of the tables. A released migration never changes; changes are added as a new one. */
export interface Migration {
  readonly version: number
  /**
   * The oldest version of this package's tables that still works after this migration. Instances of an older release
   * run beside newer ones during a rolling deploy.
   */
  readonly worksWith: number
  readonly statements: (tables: Tables) => readonly string[]
}

/** All migrations, oldest first. docs/postgres.md describes the tables. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    worksWith: 1,
    statements: (t) => [
      `CREATE SEQUENCE ${t.schema}.epochs`,
      `CREATE TABLE ${t.owners} (
        owner text COLLATE "C" PRIMARY KEY,  -- '' without an owner, otherwise ':' and the owner
        revision bigint NOT NULL,            -- of the owner's list
        forgotten bigint NOT NULL DEFAULT 0, -- deletions up to this revision are no longer known
        threads bigint NOT NULL DEFAULT 0,
        bytes bigint NOT NULL DEFAULT 0      -- characters of JSON, without running runs
      )`,
      `CREATE TABLE ${t.threads} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        owner text COLLATE "C" NOT NULL,
        thread_id text COLLATE "C" NOT NULL,
        generation text NOT NULL,
        agent_id text COLLATE "C" NOT NULL,
        name text,
        was_named boolean NOT NULL DEFAULT false, -- whether a name was ever set or removed
        archived boolean NOT NULL,
        created_at bigint NOT NULL,          -- times are milliseconds since 1970
        updated_at bigint NOT NULL,
        active_at bigint NOT NULL,
        revision bigint NOT NULL,
        head bigint NOT NULL,                -- position of the last event
        bytes bigint NOT NULL,
        last_run bigint,
        trail_base bigint,                   -- events of the last run are kept after this position
        trail_at timestamptz,
        interrupts text,
        state text,
        UNIQUE (owner, thread_id)
      )`,
      `CREATE INDEX threads_by_activity ON ${t.threads} (owner, archived, active_at DESC, thread_id DESC)`,
      `CREATE INDEX threads_by_agent ON ${t.threads} (owner, agent_id, archived, active_at DESC, thread_id DESC)`,
      `CREATE INDEX threads_by_revision ON ${t.threads} (owner, revision)`,
      `CREATE INDEX threads_by_age ON ${t.threads} (active_at)`,
      `CREATE INDEX threads_by_trail ON ${t.threads} (trail_at) WHERE trail_at IS NOT NULL`,
      `CREATE TABLE ${t.messages} (
        thread bigint NOT NULL,
        position integer NOT NULL,
        id text NOT NULL,
        json text NOT NULL,
        PRIMARY KEY (thread, position)
      )`,
      `CREATE TABLE ${t.runs} (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        thread bigint NOT NULL,
        base bigint NOT NULL,
        run_id text NOT NULL,
        agent_id text NOT NULL,
        status text NOT NULL,
        epoch bigint NOT NULL,
        started_at bigint NOT NULL,
        ended_at bigint,
        stop_requested boolean NOT NULL,
        ending text,
        input_hash text
      )`,
      `CREATE INDEX runs_by_run_id ON ${t.runs} (thread, run_id)`,
      `CREATE INDEX runs_by_thread ON ${t.runs} (thread, base DESC, id DESC)`,
      `CREATE TABLE ${t.claims} (
        thread bigint PRIMARY KEY,
        claim_id text NOT NULL,
        run_id text NOT NULL,
        agent_id text NOT NULL,
        epoch bigint NOT NULL,
        base bigint NOT NULL,
        head bigint NOT NULL,
        started_at bigint NOT NULL,
        opening text,
        input_hash text,
        holder text NOT NULL,
        lease_until timestamptz NOT NULL,
        stop_requested boolean NOT NULL DEFAULT false,
        bytes bigint NOT NULL
      ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000)`,
      `CREATE INDEX claims_by_lease ON ${t.claims} (lease_until)`,
      `CREATE TABLE ${t.events} (
        thread bigint NOT NULL,
        last bigint NOT NULL,                -- positions of the events in this row
        first bigint NOT NULL,
        size integer NOT NULL,
        legacy text NOT NULL,                -- positions of events with a legacy form, separated by commas
        body text NOT NULL,                  -- the events as JSON, one a line
        PRIMARY KEY (thread, last)
      )`,
      `CREATE TABLE ${t.tombstones} (
        owner text COLLATE "C" NOT NULL,
        revision bigint NOT NULL,
        thread_id text COLLATE "C" NOT NULL,
        deleted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (owner, revision)
      )`,
      `CREATE INDEX tombstones_by_age ON ${t.tombstones} (deleted_at)`,
    ],
  },
]
