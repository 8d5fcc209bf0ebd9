import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { runProcess } from './run-process.ts'
import { runStart } from './run-start.ts'
import { readText, root } from './workspace.ts'

/** What no part of the assistant needs: hosts, browsers, and the tools of this repository. */
const UNWANTED = [
  ...['next', '@nestjs/core', 'bun', 'deno', 'workerd', 'elysia', 'express-4', 'react-router', 'verdaccio'],
  ...['playwright-core', 'vitest', 'turbo', 'tsup', 'typescript', '@biomejs/biome', '@changesets/cli'],
]

type Links = Readonly<Record<string, { readonly version: string }>>

interface Lockfile {
  readonly importers: Readonly<Record<string, { dependencies?: Links; optionalDependencies?: Links }>>
  readonly snapshots: Readonly<
    Record<string, { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }>
  >
}

/** Names and versions of everything that an installation of these folders contains, on any system. */
function installedBy(folders: readonly string[]): string[] {
  const { importers, snapshots }: Lockfile = parse(readText('pnpm-lock.yaml'))
  const keys = new Set<string>()
  const visit = (name: string, version: string): void => {
    if (version.startsWith('link:')) return
    const key = version in snapshots ? version : `${name}@${version}`
    if (keys.has(key)) return
    keys.add(key)
    const { dependencies, optionalDependencies } = snapshots[key] ?? {}
    for (const next of Object.entries({ ...dependencies, ...optionalDependencies })) visit(...next)
  }
  for (const folder of folders) {
    const { dependencies, optionalDependencies } = importers[folder] ?? {}
    for (const [name, { version }] of Object.entries({ ...dependencies, ...optionalDependencies }))
      visit(name, version)
  }
  return [...keys]
}

const nameOf = (key: string) => key.slice(0, key.indexOf('@', 1))

describe('pnpm start', () => {
  it('installs the dependencies of the assistant, and no other app and no tool', ({ annotate }) => {
    const script =
      "import('./scripts/start/closure.mjs').then((m) => console.log(JSON.stringify(m.closureOf())))"
    const folders: string[] = JSON.parse(
      execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' }),
    )
    expect(folders).toContain('apps/assistant')
    expect(folders).toContain('packages/run-engine')
    const names = installedBy(folders).map(nameOf)
    expect(names).toContain('@copilotkit/react-core')
    expect(names.filter((name) => UNWANTED.includes(name))).toEqual([])
    const all = installedBy(Object.keys(parse(readText('pnpm-lock.yaml')).importers))
    expect(names.length).toBeLessThan(all.length / 1.5)
    return annotate(`${names.length} of the ${all.length} packages of the lockfile, on any system`)
  })

  it('builds nothing if nothing has changed, and prints what it serves', async () => {
    const data = mkdtempSync(join(tmpdir(), 'flightdeck-start-'))
    try {
      const { stdout, output } = await runStart(root, data)
      expect(stdout, output).not.toMatch(/^\[\d/m)
      const url = /Page +(http:\/\/127\.0\.0\.1:\d+)\n/.exec(stdout)?.[1]
      expect(url, output).toBeDefined()
      expect(stdout).toContain(`${url}/api/copilotkit`)
      expect(stdout).toContain(data)
      expect(stdout).toMatch(/set OPENAI_API_KEY, ANTHROPIC_API_KEY or GOOGLE_API_KEY/)
      expect(stdout).toContain('Press Ctrl+C to stop.')
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  })

  it('says in one line which Node it needs on an older one', async () => {
    const older = 'Object.defineProperty(process.versions, "node", { value: "20.18.3" })'
    const { code, output } = await runProcess(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(older)}`, 'scripts/start.mjs'],
      { cwd: root },
    )
    expect(output).toBe('Flightdeck needs Node 20.19 or newer, and this is Node 20.18.3.\n')
    expect(code).toBe(1)
  })
})
