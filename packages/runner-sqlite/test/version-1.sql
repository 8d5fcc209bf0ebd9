PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE flightdeck_schema (version INTEGER NOT NULL);
INSERT INTO flightdeck_schema VALUES(1);
CREATE TABLE flightdeck_counter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL,      -- revisions, epochs and ticks are all drawn from here
    threads INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    tombstones INTEGER NOT NULL,
    forgotten INTEGER NOT NULL,  -- deletions up to this revision are no longer known
    litter INTEGER NOT NULL      -- deletions that the file has to be cleaned up behind
  );
INSERT INTO flightdeck_counter VALUES(1,20,2,426,1,0,1);
CREATE TABLE flightdeck_threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,         -- '' for nobody, else ':' and the owner
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
    bytes INTEGER NOT NULL,      -- of messages and state
    last_run INTEGER,
    trail_base INTEGER,          -- raw events of the last run are still held from behind here on
    trail_at INTEGER,
    UNIQUE (owner, thread_id)
  );
INSERT INTO flightdeck_threads VALUES(1,':ann','plans','gen-1','default','Lisbon',1,1700000000001,1700000000500,1700000000102,8,6,157,2,NULL,NULL);
INSERT INTO flightdeck_threads VALUES(2,'','t','gen-2','default',NULL,0,1700000000003,1700000000103,1700000000103,14,3,88,3,NULL,NULL);
CREATE TABLE flightdeck_messages (
    thread INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (thread, position)
  ) WITHOUT ROWID;
INSERT INTO flightdeck_messages VALUES(1,0,'u1','{"id":"u1","role":"user","content":"Lisbon?"}');
INSERT INTO flightdeck_messages VALUES(1,1,'a1','{"id":"a1","role":"assistant","content":"In May."}');
INSERT INTO flightdeck_messages VALUES(1,2,'u2','{"id":"u2","role":"user","content":"Book it"}');
INSERT INTO flightdeck_messages VALUES(2,0,'u1','{"id":"u1","role":"user","content":"Hello"}');
INSERT INTO flightdeck_messages VALUES(2,1,'a1','{"id":"a1","role":"assistant","content":"Hi"}');
CREATE TABLE flightdeck_states (thread INTEGER PRIMARY KEY, json TEXT NOT NULL);
INSERT INTO flightdeck_states VALUES(1,'{"city":"Lisbon"}');
CREATE TABLE flightdeck_interrupts (thread INTEGER PRIMARY KEY, json TEXT NOT NULL);
INSERT INTO flightdeck_interrupts VALUES(1,'[{"id":"i1","json":"{\"id\":\"i1\",\"reason\":\"confirmation\",\"message\":\"May I?\"}"}]');
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
INSERT INTO flightdeck_runs VALUES(1,1,0,'run-1','default','finished',2,1700000000001,1700000000101,0,'{"type":"RUN_FINISHED","threadId":"plans","runId":"run-1","result":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}');
INSERT INTO flightdeck_runs VALUES(2,1,3,'run-2','default','paused',5,1700000000002,1700000000102,0,'{"type":"RUN_FINISHED","threadId":"plans","runId":"run-2","result":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}');
INSERT INTO flightdeck_runs VALUES(3,2,0,'run-3','default','finished',10,1700000000003,1700000000103,0,'{"type":"RUN_FINISHED","threadId":"t","runId":"run-3","result":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}');
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
INSERT INTO flightdeck_claims VALUES(2,'claim-4','run-4','default',13,3,6,1700000000004,'[{"id":"u2","role":"user","content":"Are you there?"}]','holder-1',1700000000000,0,15,181);
CREATE TABLE flightdeck_events (
    thread INTEGER NOT NULL,
    position INTEGER NOT NULL,
    marked INTEGER NOT NULL,
    size INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (thread, position)
  ) WITHOUT ROWID;
INSERT INTO flightdeck_events VALUES(2,4,0,53,'{"type":"RUN_STARTED","threadId":"t","runId":"run-4"}');
INSERT INTO flightdeck_events VALUES(2,5,0,65,'{"type":"TEXT_MESSAGE_START","messageId":"a2","role":"assistant"}');
INSERT INTO flightdeck_events VALUES(2,6,0,63,'{"type":"TEXT_MESSAGE_CONTENT","messageId":"a2","delta":"I am"}');
CREATE TABLE flightdeck_tombstones (
    revision INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    thread_id TEXT NOT NULL
  );
INSERT INTO flightdeck_tombstones VALUES(20,'','gone');
CREATE TABLE flightdeck_holders (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT NOT NULL
  ) WITHOUT ROWID;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('flightdeck_threads',3);
CREATE INDEX flightdeck_threads_by_activity ON flightdeck_threads (owner, archived, active_at, thread_id);
CREATE INDEX flightdeck_threads_by_agent ON flightdeck_threads (owner, agent_id, archived, active_at, thread_id);
CREATE INDEX flightdeck_threads_by_owner_revision ON flightdeck_threads (owner, revision);
CREATE INDEX flightdeck_threads_by_revision ON flightdeck_threads (revision);
CREATE INDEX flightdeck_threads_by_age ON flightdeck_threads (active_at);
CREATE INDEX flightdeck_threads_by_trail ON flightdeck_threads (trail_at) WHERE trail_at IS NOT NULL;
CREATE INDEX flightdeck_runs_by_thread ON flightdeck_runs (thread, base, id);
CREATE INDEX flightdeck_claims_by_tick ON flightdeck_claims (tick);
CREATE INDEX flightdeck_claims_by_holder ON flightdeck_claims (holder);
CREATE INDEX flightdeck_tombstones_by_owner ON flightdeck_tombstones (owner, revision);
COMMIT;
