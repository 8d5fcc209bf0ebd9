import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packAll } from '../packed-packages.ts'
import { pnpm, runProcess } from '../run-process.ts'
import { versionOf } from '../scratch-project.ts'
import { packages } from '../topology.ts'
import { requireBuilt, root, scope } from '../workspace.ts'

/** Package managers with the layouts that they install by default: linked, side by side, and without `node_modules`. */
export type Layout = 'pnpm' | 'npm' | 'Yarn PnP'

/** A workspace of applications. Each lists one package of this repository and its peers, and nothing else of ours. */
export interface ConsumerWorkspace {
  /** Compiles modules in the application of a package, by file name, with `declaration: true`. */
  compile(folder: string, modules: Readonly<Record<string, string>>): Promise<Compilation>
  remove(): void
}

export interface Compilation {
  /** The errors of the compiler. */
  readonly errors: readonly string[]
  /** The packages that the emitted declarations import, besides those that the application lists. */
  readonly unlisted: readonly string[]
}

/** `@ag-ui/client` re-exports its types from there, and TypeScript names the package that declares them. */
const TYPES_OF_AG_UI = ['@ag-ui/core']

const INSTALL_TIMEOUT_MS = 400_000

const compilerOptions = {
  module: 'nodenext',
  target: 'es2022',
  lib: ['es2023', 'dom', 'dom.iterable', 'dom.asynciterable'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  declaration: true,
  emitDeclarationOnly: true,
  outDir: 'out',
}

/** Packs the packages, and installs those of the given folders into applications of their own. */
export async function createConsumerWorkspace(
  layout: Layout,
  folders: readonly string[],
): Promise<ConsumerWorkspace> {
  const top = mkdtempSync(join(tmpdir(), 'flightdeck-declarations-'))
  for (const name of Object.keys(packages)) requireBuilt(`packages/${name}`)
  const packed = await packAll(join(top, 'tarballs'))
  const tarballs = { pnpm: packed.pnpm, npm: packed.npm, 'Yarn PnP': packed.yarn }[layout]
  const listed = (folder: string): Record<string, string> => ({
    [scope + folder]: tarballs[scope + folder] ?? '',
    ...Object.fromEntries((packages[folder]?.peers ?? []).map((peer) => [peer, versionOf(peer)])),
  })
  for (const folder of folders) {
    writeJson(join(top, folder), 'package.json', {
      name: `lists-${folder}`,
      private: true,
      type: 'module',
      dependencies: listed(folder),
      devDependencies: { '@types/node': versionOf('@types/node'), typescript: versionOf('typescript') },
    })
  }
  await installers[layout](top, folders, tarballs)
  return {
    async compile(folder, modules) {
      const cwd = join(top, folder)
      for (const [file, source] of Object.entries(modules)) writeFileSync(join(cwd, file), source)
      writeJson(cwd, 'tsconfig.json', { compilerOptions, files: Object.keys(modules) })
      const errors: string[] = []
      const imported = new Set<string>()
      for (const compiler of compilers[layout](cwd)) {
        const { output } = await runProcess(process.execPath, [...compiler, '-p', '.'], {
          cwd,
          timeoutMs: 240_000,
        })
        errors.push(...output.split('\n').filter((line) => /error TS/.test(line)))
        for (const name of declaredImports(join(cwd, 'out'))) imported.add(name)
      }
      const known = [...Object.keys(listed(folder)), ...TYPES_OF_AG_UI]
      return { errors, unlisted: [...imported].filter((name) => !known.includes(name)) }
    },
    remove: () => rmSync(top, { recursive: true, force: true }),
  }
}

/** The packages that the declaration files of a folder import. Modules of Node are none. */
function declaredImports(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.d.ts'))
    .flatMap((file) => {
      const declarations = readFileSync(join(folder, file), 'utf8')
      return Array.from(
        declarations.matchAll(/(?:\bimport\(|\bfrom )["'](?!node:)([^"']+)["']/g),
        ([, path = '']) =>
          path
            .split('/')
            .slice(0, path.startsWith('@') ? 2 : 1)
            .join('/'),
      )
    })
}

type Install = (
  top: string,
  folders: readonly string[],
  tarballs: Readonly<Record<string, string>>,
) => Promise<void>

const installers: Record<Layout, Install> = {
  async pnpm(top, folders, tarballs) {
    writeJson(top, 'package.json', {
      private: true,
      pnpm: { overrides: tarballs, onlyBuiltDependencies: [] },
    })
    writeFileSync(join(top, 'pnpm-workspace.yaml'), JSON.stringify({ packages: folders }))
    // What a package does not list cannot be found, not even by accident.
    writeFileSync(join(top, '.npmrc'), 'hoist=false\nauto-install-peers=false\n')
    await pnpm(['install', '--prefer-offline', '--no-frozen-lockfile'], top, {
      timeoutMs: INSTALL_TIMEOUT_MS,
    })
  },
  async npm(top, folders, tarballs) {
    writeJson(top, 'package.json', { private: true, workspaces: folders, overrides: tarballs })
    const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund']
    await run('npm', ['install', ...options], top)
  },
  async 'Yarn PnP'(top, folders, tarballs) {
    writeJson(top, 'package.json', { private: true, workspaces: folders, resolutions: tarballs })
    writeJson(top, '.yarnrc.yml', { nodeLinker: 'pnp', enableScripts: false, enableTelemetry: false })
    writeFileSync(join(top, 'yarn.lock'), '')
    const registry = (await run('npm', ['config', 'get', 'registry'], top)).trim()
    await run(process.execPath, [yarn, 'install'], top, { YARN_NPM_REGISTRY_SERVER: registry })
  },
}

const require = createRequire(import.meta.url)
const yarn = require.resolve('@yarnpkg/cli-dist/bin/yarn.js')
const native = join(
  dirname(createRequire(`${root}scripts/package.json`).resolve('typescript/package.json')),
  'bin/tsc',
)

/** The last compiler written in JavaScript, and the native one, which knows no PnP. Yarn patches the former for it. */
const compilers: Record<Layout, (cwd: string) => readonly (readonly string[])[]> = {
  pnpm: (cwd) => [[join(cwd, 'node_modules/typescript/bin/tsc')], [native]],
  npm: (cwd) => [[join(cwd, '../node_modules/typescript/bin/tsc')], [native]],
  'Yarn PnP': () => [[yarn, 'tsc']],
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, output } = await runProcess(command, args, {
    cwd,
    env,
    timeoutMs: INSTALL_TIMEOUT_MS,
  })
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`)
  return stdout
}

function writeJson(folder: string, file: string, content: unknown): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, file), JSON.stringify(content, null, 2))
}
