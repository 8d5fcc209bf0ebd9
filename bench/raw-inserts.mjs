// Writes the same rows as the store directly with the driver, to measure the cost of SQLite itself.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { handleCalls } from './child.mjs'
import { ENDING, EVENT, messages } from './thread-work.mjs'

handleCalls({
  /** @param {{ runs: number, batches: number, perBatch: number }} work */
  write({ runs, batches, perBatch }) {
    const folder = mkdtempSync(join(tmpdir(), 'flightdeck-raw-'))
    const database = new Database(join(folder, 'raw.db'))
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE events (thread INTEGER, position INTEGER, json TEXT, PRIMARY KEY (thread, position)) WITHOUT ROWID;
      CREATE TABLE messages (thread INTEGER, place INTEGER, id TEXT, json TEXT, PRIMARY KEY (thread, place)) WITHOUT ROWID;
      CREATE TABLE runs (thread INTEGER, base INTEGER, run TEXT, ending TEXT, PRIMARY KEY (thread, base)) WITHOUT ROWID;`)
    const insertEvent = database.prepare('INSERT INTO events VALUES (1, ?, ?)')
    const insertMessage = database.prepare('INSERT INTO messages VALUES (1, ?, ?, ?)')
    const insertRun = database.prepare('INSERT INTO runs VALUES (1, ?, ?, ?)')
    const forget = database.prepare('DELETE FROM events WHERE thread = 1')
    const append = { cpuUs: 0, wallMs: 0 }
    const finish = { cpuUs: 0, wallMs: 0 }
    let head = 0
    for (let run = 0; run < runs; run += 1) {
      forget.run()
      add(append, () => {
        for (let batch = 0; batch < batches; batch += 1) {
          database.exec('BEGIN IMMEDIATE')
          for (let event = 0; event < perBatch; event += 1) {
            head += 1
            insertEvent.run(head, EVENT)
          }
          database.exec('COMMIT')
        }
      })
      add(finish, () => {
        database.exec('PRAGMA synchronous = FULL')
        database.exec('BEGIN IMMEDIATE')
        insertRun.run(head, `r${run}`, ENDING)
        for (const [at, { id, json }] of messages(2).entries())
          insertMessage.run(run * 2 + at, `${run}-${id}`, json)
        database.exec('COMMIT')
        database.exec('PRAGMA synchronous = NORMAL')
      })
    }
    database.close()
    rmSync(folder, { recursive: true })
    return { append, finish }
  },
})

/**
 * @param {{ cpuUs: number, wallMs: number }} sum
 * @param {() => void} work
 */
function add(sum, work) {
  const cpu = process.cpuUsage()
  const from = performance.now()
  work()
  const { user, system } = process.cpuUsage(cpu)
  sum.cpuUs += user + system
  sum.wallMs += performance.now() - from
}
