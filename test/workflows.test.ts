import { accessSync, constants } from 'node:fs'
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
      readonly node?: readonly number[]
      readonly include?: readonly { readonly app: string }[]
    }
  }
  readonly steps?: readonly Step[]
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const read = (name: string): Workflow => parse(readText(`.github/workflows/${name}.yml`))
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps)
const workflows = [
  { name: 'ci', workflow: read('ci') },
  { name: 'release', workflow: read('release') },
]

describe.each(workflows)('the workflow $name', ({ name, workflow }) => {
  it('uses actions by their major version, or files of this repository', () => {
    const used = [...Object.values(workflow.jobs), ...stepsOf(workflow)].flatMap(({ uses = [] }) => uses)
    expect(used.length).toBeGreaterThan(0)
    for (const action of used.filter((one) => !one.startsWith('./'))) expect(action).toMatch(/^[^@]+@v\d+$/)
    for (const file of used.filter((one) => one.startsWith('./')))
      expect(readText(file)).toContain('workflow_call')
  })

  it('may write only where it publishes, and asks for provenance only there', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    const text = readText(`.github/workflows/${name}.yml`)
    expect(/NPM_CONFIG_PROVENANCE: ['"]true['"]/.test(text)).toBe(name === 'release')
    expect(workflow.jobs.release?.permissions?.['id-token']).toBe(name === 'release' ? 'write' : undefined)
    expect(JSON.stringify(readManifest('.').scripts)).not.toContain('provenance')
  })
})

describe('the commands of the workflows', () => {
  it('test on every major version of Node that is supported, with the command for a fresh machine', () => {
    const node = read('ci').jobs.node
    expect(node?.strategy?.matrix.node).toEqual([20, 22, 24])
    expect(readManifest('.').engines?.node).toBe('>=20.19')
    expect(node?.steps?.at(-1)?.run).toBe('.ci/run')
    accessSync(`${root}.ci/run`, constants.X_OK)
  })

  it('run the apps for Bun and Deno with a script that each of them has', () => {
    const runtime = read('ci').jobs.runtime
    const script = /^npx -y pnpm@10 --filter @flightdeck\/\$\{\{ matrix\.app \}\} (\S+)$/
    const name = script.exec(runtime?.steps?.at(-1)?.run ?? '')?.[1] ?? ''
    const apps = runtime?.strategy?.matrix.include?.map(({ app }) => app) ?? []
    expect(apps).toEqual(expect.arrayContaining(['bun', 'deno']))
    for (const app of apps) {
      const { name: packageName, scripts } = readManifest(`apps/${app}`)
      expect(packageName).toBe(`@flightdeck/${app}`)
      expect(scripts).toHaveProperty(name)
    }
  })

  it('release with the scripts of the root, after the whole of CI', () => {
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
})
