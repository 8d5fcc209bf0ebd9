import { existsSync, readdirSync } from 'node:fs'
import { findChromium } from '@flightdeck/page-kit/browser'
import { type PostgresServer, startPostgres } from '@flightdeck/testkit/postgres'
import type { TestContext } from 'vitest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { PackageManager } from './publish/consumer-project.ts'
import { createConsumerProject } from './publish/consumer-project.ts'
import { existingApps } from './publish/existing-app.ts'
import type { LocalRegistry } from './publish/local-registry.ts'
import { startLocalRegistry } from './publish/local-registry.ts'
import { whyNoRegistry } from './publish/npm-registry.ts'
import type { ReleaseCopy } from './publish/release-copy.ts'
import { committableFiles, createReleaseCopy, pendingChangesets } from './publish/release-copy.ts'
import { chatInBrowser } from './quickstart/chat-in-browser.ts'
import { withModel } from './quickstart/model.ts'
import { runQuickstart } from './quickstart/run-quickstart.ts'
import type { ReadmeExample } from './readme-example.ts'
import { hasPrinted, readExample } from './readme-example.ts'
import { formats, runExample } from './run-example.ts'
import { runProcess } from './run-process.ts'
import { versionOf } from './scratch-project.ts'
import { packages } from './topology.ts'
import { readManifest, readText, root, scope } from './workspace.ts'

const TIMEOUT_MS = 600_000
const folders = readdirSync(`${root}packages`).filter((name) =>
  existsSync(`${root}packages/${name}/package.json`),
)
const managers: PackageManager[] = ['npm', 'pnpm']

/** The workspace dependencies of a package, by folder. */
function siblingsOf(folder: string): string[] {
  return Object.keys(readManifest(`packages/${folder}`).dependencies ?? {})
    .filter((name) => name.startsWith(scope))
    .map((name) => name.slice(scope.length))
}

/** These packages and all their workspace dependencies, sorted. */
function withSiblings(wanted: readonly string[]): string[] {
  const all = new Set(wanted)
  for (const folder of all) for (const sibling of siblingsOf(folder)) all.add(sibling)
  return [...all].sort()
}

/** The part of a version that a caret range fixes: `1` of 1.2.3, `0.1` of 0.1.2. */
function heldByCaret(version: string): string {
  const parts = version.split('.')
  const first = parts.findIndex((part) => part !== '0')
  return parts.slice(0, first < 0 ? parts.length : first + 1).join('.')
}

type Versions = Readonly<Record<string, string>>

/** Folders of the packages whose version has changed, sorted. */
function moved(before: Versions, after: Versions): string[] {
  return folders.filter((folder) => before[folder] !== after[folder]).sort()
}

/** Folders of the packages of a changeset, and of those that depend on a package that left their range, sorted. */
function entitledToMove(named: readonly string[], before: Versions, after: Versions): string[] {
  const hasLeft = (folder: string) => heldByCaret(before[folder] ?? '') !== heldByCaret(after[folder] ?? '')
  return folders.filter((folder) => named.includes(folder) || siblingsOf(folder).some(hasLeft)).sort()
}

function prepared<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error('The release was not prepared')
  return thing
}

describe('a release from a copy of this repository to a local registry', () => {
  const files = committableFiles()
  let unable: string | undefined
  let registry: LocalRegistry
  let copy: ReleaseCopy
  let released: Versions
  let server: PostgresServer | undefined
  let database: string | undefined

  beforeAll(async () => {
    unable = files ? await whyNoRegistry() : 'this folder is not a git checkout, which changesets needs'
    if (!files || unable) return
    registry = await startLocalRegistry()
    copy = await createReleaseCopy(files, { folders, npmrc: registry.npmrc, env: registry.env })
    released = copy.versions()
    await copy.run('release')
    database = process.env.DATABASE_URL
    if (!database) server = await startPostgres()
    database ||= server?.url
  }, TIMEOUT_MS)

  afterAll(async () => {
    copy?.remove()
    await registry?.stop()
    await server?.stop()
  }, TIMEOUT_MS)

  beforeEach((ctx) => ctx.skip(unable !== undefined, unable))

  it('publishes every package, with version ranges instead of workspace links', async () => {
    for (const folder of folders) {
      const { 'dist-tags': tags, versions } = await registry.packument(scope + folder)
      const version = prepared(released[folder])
      expect(tags.latest).toBe(version)
      const { dependencies = {} } = prepared(versions[version])
      for (const sibling of siblingsOf(folder))
        expect(dependencies[scope + sibling]).toBe(`^${released[sibling]}`)
    }
  })

  /** The spec for a name in an install line: the release for our packages, this repository's version for others. */
  function spec(name: string): string {
    if (name === '@copilotkit/runtime') return `${name}@npm:${spec(`${scope}runtime`)}`
    return `${name}@${name.startsWith(scope) ? released[name.slice(scope.length)] : versionOf(name)}`
  }

  /** Installs these into an empty project, which is deleted after the test. */
  async function installed(manager: PackageManager, names: readonly string[], test: TestContext) {
    const project = await createConsumerProject(manager, names.map(spec), registry.npmrc)
    test.onTestFinished(() => project.remove())
    return project
  }

  async function expectToRun(example: ReadmeExample, name: string, cwd: string) {
    for (const format of formats.filter((one) => !example.isTest || one.format === 'ESM')) {
      const { code, stdout, output } = await runExample(example, {
        cwd,
        name,
        format,
        node: process.execPath,
        env: { DATABASE_URL: database ?? '' },
      })
      expect(hasPrinted(stdout, example.prints), `${format.format}: ${output}`).toBe(true)
      expect(code ?? 0, output).toBe(0)
    }
  }

  describe.each(managers)('installed with %s into an empty project', (manager) => {
    it.concurrent.for(folders)(
      '%s installs exactly the packages of ours that it needs, and runs its example as ESM and as CommonJS',
      { timeout: TIMEOUT_MS },
      async (folder, context) => {
        const example = readExample(readText(`packages/${folder}/README.md`))
        const isUnable = example.source.includes('DATABASE_URL') && !database
        context.skip(isUnable, 'no Postgres: set DATABASE_URL, or install Postgres')
        const { folder: cwd, lockfile, brought } = await installed(manager, example.installs, context)
        const own = example.installs.filter((name) => name.startsWith(scope))
        expect(brought).toEqual(withSiblings(own.map((name) => name.slice(scope.length))))
        for (const name of brought) {
          const { versions } = await registry.packument(scope + name)
          expect(lockfile).toContain(versions[prepared(released[name])]?.dist.integrity)
        }
        await expectToRun(example, folder, cwd)
      },
    )
  })

  describe.each<PackageManager>([...managers, 'yarn'])(
    '@copilotkit/runtime as an alias, with %s',
    (manager) => {
      it.concurrent.for(Object.entries(existingApps))(
        'runs a program written for %s',
        { timeout: TIMEOUT_MS },
        async ([name, app], test) => {
          const { folder } = await installed(manager, app.installs, test)
          await expectToRun(app, `existing-app-${name.replaceAll(' ', '-')}`, folder)
        },
      )
    },
  )

  it.concurrent.for(Object.keys(packages).filter((folder) => (packages[folder]?.entries.length ?? 0) > 1))(
    '%s, with its peers, loads each of its entries under pnpm, by import and by require',
    { timeout: TIMEOUT_MS },
    async (folder, test) => {
      const { entries = [], esmOnly = [], peers = [] } = packages[folder] ?? {}
      const { folder: cwd } = await installed('pnpm', [scope + folder, ...peers], test)
      const names = (some: readonly string[]) => some.map((entry) => scope + folder + entry.slice(1))
      const required = names(entries.filter((entry) => !esmOnly.includes(entry)))
      const code = `${JSON.stringify(required)}.forEach(require)
        const imports = ${JSON.stringify(names(entries))}.map((name) => import(name))
        Promise.all(imports).then((all) => console.log(all.length))`
      const { stdout, output } = await runProcess(process.execPath, ['-e', code], { cwd })
      expect(stdout, output).toBe(`${entries.length}\n`)
    },
  )

  describe('a reader who does what a page says', () => {
    it.for(['server', 'quickstart'])('gets an agent with docs/start/%s.md', { timeout: TIMEOUT_MS }, (page) =>
      withModel((env) => runQuickstart(readText(`docs/start/${page}.md`), { npmrc: registry.npmrc, env })),
    )

    it('gets a chat with docs/start/nextjs.md', { timeout: 3 * TIMEOUT_MS }, async ({ skip }) => {
      if (!findChromium()) skip('Chromium not found; set CHROMIUM_PATH')
      await withModel((env) =>
        runQuickstart(readText('docs/start/nextjs.md'), {
          npmrc: registry.npmrc,
          env,
          finally: (port) => chatInBrowser(`http://localhost:${port}`),
        }),
      )
    })
  })

  it('publishes only changed packages the next time', { timeout: TIMEOUT_MS }, async () => {
    const leaf = 'voice-whisper-http'
    expect(folders.filter((folder) => siblingsOf(folder).includes(leaf))).toEqual([])
    copy.changeset({ [leaf]: 'patch' })
    await copy.run('version-packages')
    const after = copy.versions()
    expect(moved(released, after)).toEqual([leaf])
    await copy.run('release')
    for (const folder of folders) {
      const { 'dist-tags': tags, versions } = await registry.packument(scope + folder)
      expect(tags.latest).toBe(after[folder])
      expect(Object.keys(versions)).toHaveLength(folder === leaf ? 2 : 1)
    }
    copy.restore()
  })

  it('asks for a changeset with pnpm changeset', { timeout: TIMEOUT_MS }, async () => {
    const output = await copy.run('changeset', 'add', '--empty')
    expect(output).toMatch(/\.changeset\/[a-z-]+\.md/)
    copy.restore()
  })

  it('creates versions and changelogs from the pending changesets, and changes no other package', {
    timeout: TIMEOUT_MS,
  }, async ({ annotate }) => {
    const pending = pendingChangesets(prepared(files))
    const named = pending
      .flatMap((file) => Object.keys(parse(readText(file).split('---')[1] ?? '') ?? {}))
      .map((name) => name.slice(scope.length))
    await copy.run('version-packages')
    const after = copy.versions()
    expect(moved(released, after)).toEqual(entitledToMove(named, released, after))
    for (const folder of moved(released, after))
      expect(copy.changelog(folder)).toContain(`\n## ${after[folder]}\n`)
    copy.commit()
    return annotate(`${pending.length} pending changesets change ${moved(released, after).length} packages`)
  })

  it.each([
    { bump: 'patch', who: 'it alone', others: [] },
    {
      bump: 'major',
      who: 'dependents whose range it left',
      others: folders.filter((folder) => siblingsOf(folder).includes('run-engine')),
    },
  ] as const)('a $bump of run-engine changes $who', { timeout: TIMEOUT_MS }, async ({ bump, others }) => {
    const before = copy.versions()
    copy.changeset({ 'run-engine': bump })
    await copy.run('version-packages')
    const after = copy.versions()
    const all = moved(before, after)
    expect(all).toEqual(entitledToMove(['run-engine'], before, after))
    expect(all).toEqual(expect.arrayContaining(['run-engine', ...others]))
    if (bump === 'patch') expect(all).toEqual(['run-engine'])
    copy.restore()
  })
})
