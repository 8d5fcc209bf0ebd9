import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const BYTES = 32

/**
 * Reads the secret that sessions are signed with, and creates it if the file does not exist. Only the current OS user can
 * read the file. Two servers that start at the same time get the same secret.
 *
 * @throws {Error} if the file does not contain a secret, or cannot be read or written.
 */
export function readSessionSecret(path: string): Buffer {
  return read(path) ?? create(path)
}

function create(path: string): Buffer {
  // Creating a link is atomic, and never replaces an existing file.
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
  if (secret === undefined) throw new Error(`${path} was deleted while the server started`)
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
    `${path} does not contain a secret. Delete it to create a new one; all users have to sign in again.`,
  )
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code
}
