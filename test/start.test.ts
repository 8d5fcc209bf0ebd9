import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { committableFiles } from './publish/release-copy.ts'
import { pnpm, runProcess } from './run-process.ts'
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

/** Runs the script until it prints that Ctrl+C stops it, or exits. */
function start(cwd: string, env: Readonly<Record<string, string>> = {}) {
  return runProcess(process.execPath, ['scripts/start.mjs'], {
    cwd,
    env: { PORT: '0', ASSISTANT_DATA: join(cwd, 'apps/assistant/data'), ...env },
    until: (stdout) => stdout.includes('Ctrl+C'),
    timeoutMs: 300_000,
  })
}

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
      const { stdout, output } = await start(root, { ASSISTANT_DATA: data })
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

  it('starts a fresh clone, after which every other script installs the rest', {
    timeout: 900_000,
  }, async (ctx) => {
    ctx.skip(!process.env.TEST_FULL, 'two installations take minutes: part of pnpm test:full')
    const files = committableFiles()
    ctx.skip(!files, 'this folder is not a git checkout, so its files cannot be listed')
    const clone = mkdtempSync(join(tmpdir(), 'flightdeck-clone-'))
    ctx.onTestFinished(() => rmSync(clone, { recursive: true, force: true }))
    for (const file of files ?? []) cpSync(root + file, join(clone, file))
    const has = (folder: string, name: string) => {
      try {
        return Boolean(createRequire(join(clone, folder, 'package.json')).resolve(name))
      } catch {
        return false
      }
    }

    // A port that is not valid ends the server after the installation and the build.
    const env = { PORT: '-1', npm_config_prefer_offline: 'true' }
    const first = await pnpm(['start'], clone, { env, timeoutMs: 600_000 }).catch(String)
    const steps = first.split('\n').filter((line) => /^\[\d/.test(line))
    expect(steps, first).toEqual([
      '[1/3] installing the packages that the assistant needs',
      '[2/3] building the page',
      '[3/3] building the server',
    ])
    expect(first).toContain("PORT is '-1'")
    expect(has('apps/assistant', 'react')).toBe(true)
    expect(has('apps/nextjs', 'next/package.json')).toBe(false)
    expect(has('.', 'vitest/package.json')).toBe(false)

    const second = await start(clone)
    expect(second.stdout, second.output).not.toMatch(/^\[\d/m)
    expect(second.stdout).toContain('Page')

    const source = join(clone, 'packages/run-engine/src/index.ts')
    writeFileSync(source, `${readFileSync(source, 'utf8')}// changed\n`)
    const third = await start(clone)
    expect(third.stdout, third.output).toContain('[1/2] building the page')

    await pnpm(['exec', 'vitest', '--version'], clone, { env, timeoutMs: 600_000 })
    expect(has('apps/nextjs', 'next/package.json')).toBe(true)
    expect(has('.', 'vitest/package.json')).toBe(true)
    const fourth = await start(clone)
    expect(fourth.stdout, fourth.output).not.toMatch(/^\[\d/m)
    expect(fourth.stdout).toContain('Page')
  })
})
