import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readSessionSecret } from './session-secret.ts'

function secretPath(): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-secret-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, path: join(folder, 'session-secret') }
}

describe('the secret of the sessions', () => {
  it('is created once and then stays the same', () => {
    const { folder, path } = secretPath()
    const secret = readSessionSecret(path)
    expect(secret).toHaveLength(32)
    expect(readSessionSecret(path)).toEqual(secret)
    expect(readdirSync(folder)).toEqual(['session-secret'])
  })

  it('is different in another folder', () => {
    expect(readSessionSecret(secretPath().path)).not.toEqual(readSessionSecret(secretPath().path))
  })

  it.skipIf(process.platform === 'win32')('cannot be read by other users of the machine', () => {
    const { path } = secretPath()
    readSessionSecret(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('is never guessed from a damaged file', () => {
    const { path } = secretPath()
    writeFileSync(path, 'abcd')
    expect(() => readSessionSecret(path)).toThrow('does not contain a secret')
  })
})
