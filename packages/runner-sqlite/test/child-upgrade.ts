// Migrates the tables of a file when a second file appears, and prints their version.
import { existsSync } from 'node:fs'
import { Connection } from '../src/database/connection.ts'
import { openDatabase, type SqliteDriver } from '../src/database/drivers.ts'
import { migrate } from '../src/schema/schema.ts'

const [path, signal, migrations, driver] = process.argv.slice(2) as [string, string, string, SqliteDriver?]
const connection = new Connection(openDatabase(path, driver), path)
const pause = new Int32Array(new SharedArrayBuffer(4))

console.log(JSON.stringify('ready'))
while (!existsSync(signal)) Atomics.wait(pause, 0, 0, 1)
connection.open(60_000, () => migrate(connection, JSON.parse(migrations) as string[]))
console.log(JSON.stringify(connection.get('SELECT version FROM flightdeck_schema')?.version))
connection.close(true)
