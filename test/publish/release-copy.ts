import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm } from '../run-process.ts'
import type { Manifest } from '../workspace.ts'
import { root, scope } from '../workspace.ts'

export type Bump = 'patch' | 'minor' | 'major'

/** A copy of this repository with uncommitted changes, in a separate folder with a new history. */
export interface ReleaseCopy {
  /** Runs a script of the root and returns its output. Throws with the output if the script fails. */
  run(script: string, ...args: string[]): Promise<string>
  /** The version of every package, by its folder. */
  versions(): Record<string, string>
  /** The changelog of a package; empty if it has none. */
  changelog(folder: string): string
  /** Replaces the pending changesets with one that bumps these packages, by folder. */
  changeset(bumps: Readonly<Record<string, Bump>>): void
  /** Commits everything, so that `restore` returns to this state. */
  commit(): void
  /** Undoes all changes since the last commit. */
  restore(): void
  remove(): void
}

export interface ReleaseCopyOptions {
  /** Folders of the packages. */
  readonly folders: readonly string[]
  /** Lines for the copy's `.npmrc`. */
  readonly npmrc: string
  readonly env: Readonly<Record<string, string>>
}

/** The files that a release needs: files of the root, packages, scripts, and every manifest of the workspace. */
const NEEDED = /^[^/]+$|^(packages|scripts|\.changeset)\/|(^|\/)package\.json$/

/** Enough time to build everything on a busy machine. */
const BUILD_TIMEOUT_MS = 400_000

/** The committer in the copy, independent of the git configuration of this machine. */
const IDENTITY = ['user.name=test', 'user.email=test@localhost', 'commit.gpgsign=false', 'tag.gpgsign=false']

/** The files that git tracks or would add; undefined if this folder is not a checkout. */
export function committableFiles(): string[] | undefined {
  try {
    const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 100_000_000,
    })
    return [...new Set(list.toString().split('\0'))].filter((file) => file && existsSync(root + file))
  } catch {
    return undefined
  }
}

/** Copies the repository and installs the dependencies that building its packages needs. */
export async function createReleaseCopy(
  files: readonly string[],
  options: ReleaseCopyOptions,
): Promise<ReleaseCopy> {
  const { folders, npmrc } = options
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-release-'))
  for (const file of files.filter((one) => NEEDED.test(one))) cpSync(root + file, join(folder, file))
  appendFileSync(join(folder, '.npmrc'), npmrc)

  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'pipe' })
  git('init', '--quiet', '--initial-branch=main')
  for (const setting of IDENTITY) git('config', ...setting.split('='))
  const commit = () => {
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message=as it is')
  }
  commit()

  const env = {
    ...options.env,
    // Only the dependencies of the packages are installed, so pnpm would report missing ones before every script.
    npm_config_verify_deps_before_run: 'false',
    // The build output is copied: the sources are the same.
    TURBO_CACHE_DIR: `${root}.turbo/cache`,
  }
  const only = ['--filter=./packages/*', '--filter=.']
  await pnpm(['install', '--frozen-lockfile', '--prefer-offline', ...only], folder, { env })

  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  return {
    run: (...script) => pnpm(['run', ...script], folder, { env, timeoutMs: BUILD_TIMEOUT_MS }),
    versions() {
      const version = (name: string) =>
        (JSON.parse(read(`packages/${name}/package.json`)) as Manifest).version
      return Object.fromEntries(folders.map((name) => [name, version(name)]))
    },
    changelog(name) {
      const file = `packages/${name}/CHANGELOG.md`
      return existsSync(join(folder, file)) ? read(file) : ''
    },
    changeset(bumps) {
      for (const name of pendingChangesets(files)) rmSync(join(folder, name), { force: true })
      const rows = Object.entries(bumps).map(([name, bump]) => `'${scope}${name}': ${bump}\n`)
      writeFileSync(join(folder, '.changeset/of-the-test.md'), `---\n${rows.join('')}---\n\nA change.\n`)
    },
    commit,
    restore() {
      git('reset', '--hard', '--quiet')
      git('clean', '-d', '--force', '--quiet')
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The changesets among these files. */
export function pendingChangesets(files: readonly string[]): string[] {
  return files.filter((file) => /^\.changeset\/.+\.md$/.test(file) && file !== '.changeset/README.md')
}
