import { accessSync, constants, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readManifest, readText, root } from './workspace.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

interface Job {
  readonly uses?: string
  readonly needs?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly strategy?: {
    readonly matrix: {
      readonly os?: readonly string[]
      readonly node?: readonly number[]
      readonly include?: readonly { readonly app?: string; readonly os?: string }[]
    }
  }
  readonly steps?: readonly Step[]
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const folder = '.github/workflows/'
const read = (name: string): Workflow => parse(readText(`${folder}${name}.yml`))
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps)
const workflows = readdirSync(root + folder).map((file) => {
  const name = file.replace(/\.yml$/, '')
  return { name, workflow: read(name), text: readText(folder + file) }
})

it('the workflows are ci, full and release', () => {
  expect(workflows.map(({ name }) => name).sort()).toEqual(['ci', 'full', 'release'])
})

describe.each(workflows)('the workflow $name', ({ name, workflow, text }) => {
  it('pins each action to a commit, with its version in a comment', () => {
    const used = [...Object.values(workflow.jobs), ...stepsOf(workflow)].flatMap(({ uses = [] }) => uses)
    expect(used.length).toBeGreaterThan(0)
    for (const action of used.filter((one) => !one.startsWith('./'))) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
      expect(text).toMatch(new RegExp(`uses: ${action} # v\\d+\\.\\d+\\.\\d+\\n`))
    }
    for (const file of used.filter((one) => one.startsWith('./')))
      expect(readText(file)).toContain('workflow_call')
  })

  it('has write permissions only in the job that publishes', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const [job, { permissions }] of Object.entries(workflow.jobs)) {
      const publishes = name === 'release' && job === 'release'
      expect(permissions?.['id-token']).toBe(publishes ? 'write' : undefined)
      if (!publishes) expect(permissions).toBeUndefined()
    }
  })

  it('has no npm token: npm trusts the OIDC token of the release job', () => {
    expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|_authToken/)
    expect(text).not.toContain('registry-url')
    expect(JSON.stringify(readManifest('.').scripts)).not.toContain('provenance')
  })
})

it('each action has the same commit in all workflows', () => {
  const commits = new Map<string, Set<string>>()
  for (const { uses } of workflows.flatMap(({ workflow }) => stepsOf(workflow))) {
    const [action = '', commit = ''] = uses?.split('@') ?? []
    if (commit) commits.set(action, (commits.get(action) ?? new Set()).add(commit))
  }
  for (const [action, found] of commits) expect([...found], action).toHaveLength(1)
})

describe('the commands of the workflows', () => {
  it('test on every supported major version of Node and once on macOS, as on a fresh machine', () => {
    const node = read('ci').jobs.node
    expect(node?.strategy?.matrix).toEqual({
      os: ['ubuntu-latest'],
      node: [20, 22, 24],
      include: [{ os: 'macos-latest', node: 24 }],
    })
    expect(readManifest('.').engines?.node).toBe('>=20.19')
    expect(node?.steps?.at(-1)?.run).toBe('.ci/run')
    accessSync(`${root}.ci/run`, constants.X_OK)
  })

  it('run the full tests on a schedule', () => {
    const full = read('full')
    expect(full.on).toHaveProperty('schedule')
    expect(full.jobs.full?.steps?.at(-1)?.run).toBe('.ci/run test:full')
    expect(readManifest('.').scripts).toHaveProperty('test:full')
  })

  it('build the site of the docs', () => {
    const [, script = ''] =
      /^npx -y pnpm@10 (\S+)$/.exec(read('ci').jobs.docs?.steps?.at(-1)?.run ?? '') ?? []
    expect(readManifest('.').scripts).toHaveProperty(script)
  })

  it('run the apps for Bun and Deno with a script that both have', () => {
    const runtime = read('ci').jobs.runtime
    const script = /^npx -y pnpm@10 --filter @flightdeck\/\$\{\{ matrix\.app \}\} (\S+)$/
    const name = script.exec(runtime?.steps?.at(-1)?.run ?? '')?.[1] ?? ''
    const apps = runtime?.strategy?.matrix.include?.map(({ app = '' }) => app) ?? []
    expect(apps).toEqual(expect.arrayContaining(['bun', 'deno']))
    for (const app of apps) {
      const { name: packageName, scripts } = readManifest(`apps/${app}`)
      expect(packageName).toBe(`@flightdeck/${app}`)
      expect(scripts).toHaveProperty(name)
    }
  })

  it('release with the scripts of the root, after all of CI', () => {
    const { ci, release } = read('release').jobs
    expect(ci?.uses).toBe('./.github/workflows/ci.yml')
    expect(release?.needs).toBe('ci')
    const changesets = release?.steps?.find(({ uses }) => uses?.startsWith('changesets/action@'))
    const { scripts } = readManifest('.')
    for (const [input, script] of [
      ['version', 'version-packages'],
      ['publish', 'release'],
    ] as const) {
      expect(changesets?.with?.[input]).toBe(`npx -y pnpm@10 ${script}`)
      expect(scripts).toHaveProperty(script)
    }
  })

  it('release on a Node whose npm can publish with OIDC', () => {
    const node = read('release').jobs.release?.steps?.find(({ uses }) => uses?.includes('/setup-node@'))
    // npm 11.5.1 is the first that can, and Node 24 the first release line with npm 11.
    expect(node?.with?.['node-version']).toBe(24)
  })
})
