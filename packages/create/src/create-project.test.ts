import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createProject, FilesExistError } from './create-project.ts'

const choices = { host: 'node', store: 'memory', agent: 'function' } as const

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-create-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('createProject', () => {
  it('keeps files that exist, and writes nothing then', () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'README.md'), 'mine')
    expect(() => createProject({ folder, ...choices })).toThrow(FilesExistError)
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine')
    expect(() => readFileSync(join(folder, 'package.json'))).toThrow('ENOENT')
  })

  it('replaces them if it is told to', () => {
    const folder = emptyFolder()
    writeFileSync(join(folder, 'README.md'), 'mine')
    expect(createProject({ folder, ...choices, overwrite: true })).toContain('README.md')
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('npm run dev')
  })

  it.each(['node', 'express', 'hono'] as const)(
    'keeps idle connections of a %s server longer than a load balancer does',
    (host) => {
      const folder = emptyFolder()
      createProject({ folder, ...choices, host })
      const source = readFileSync(join(folder, 'src/server.ts'), 'utf8')
      const millisecondsOf = (name: string): number =>
        Number(new RegExp(`server\\.${name} = ([\\d_]+)`).exec(source)?.[1]?.replace('_', ''))
      expect(millisecondsOf('keepAliveTimeout')).toBeGreaterThan(60_000)
      expect(millisecondsOf('headersTimeout')).toBeGreaterThan(millisecondsOf('keepAliveTimeout'))
    },
  )

  it('depends on tarballs, with overrides for npm, pnpm and yarn', () => {
    const folder = emptyFolder()
    const tarballs = emptyFolder()
    for (const name of ['runtime-core', 'adapter-node', 'run-engine'])
      writeFileSync(join(tarballs, `flightdeck-${name}-1.2.3.tgz`), '')
    createProject({ folder, ...choices, tarballs })
    const spec = `file:${join(tarballs, 'flightdeck-runtime-core-1.2.3.tgz')}`
    const { dependencies, overrides, resolutions } = JSON.parse(
      readFileSync(join(folder, 'package.json'), 'utf8'),
    )
    expect(dependencies['@flightdeck/runtime-core']).toBe(spec)
    expect(overrides).toMatchObject({ '@flightdeck/runtime-core': spec, '@langchain/protocol': '0.0.19' })
    expect(resolutions).toEqual(overrides)
    expect(readFileSync(join(folder, 'pnpm-workspace.yaml'), 'utf8')).toContain(`"${spec}"`)
  })
})
