import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const BYTES = 32

/**
 * Reads the secret that sessions are signed with, and makes it where there is none yet. Only this user of the machine
 * may read the file. Two servers that start at once end up with the same secret.
 *
 * @throws {Error} when the file holds something else, or cannot be read or written.
 */
export function readSessionSecret(path: string): Buffer {
  return read(path) ?? create(path)
}

function create(path: string): Buffer {
  // A link appears whole or not at all, and never replaces what is there.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, randomBytes(BYTES).toString('hex'), { mode: 0o600 })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft)
  }
  const secret = read(path)
  if (secret === undefined) throw new Error(`${path} went away while the server started`)
  return secret
}

function read(path: string): Buffer | undefined {
  try {
    const secret = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
    if (secret.length === BYTES) return secret
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  throw new Error(
    `${path} does not hold a secret. Delete it to get a new one; everybody has to sign in again.`,
  )
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
