import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ProjectChoices } from '../choices.ts'

/** Version ranges by package name, of project-versions.ts. */
declare const __PROJECT_VERSIONS__: Readonly<Record<string, string>>

const SCOPE = '@flightdeck/'

/** Two packages of CopilotKit's clients whose own ranges do not fit each other. */
const CLIENT_OVERRIDES = { '@langchain/protocol': '0.0.19', '@langchain/langgraph-checkpoint': '1.1.5' }

const HOST_PACKAGES = {
  node: ['@flightdeck/adapter-node'],
  express: ['@flightdeck/adapter-express', 'express'],
  hono: ['@flightdeck/adapter-hono', '@hono/node-server', 'hono'],
}
const STORE_PACKAGES = { memory: [], sqlite: ['@flightdeck/runner-sqlite', 'libsql'] }
const MODEL_PACKAGES = ['@flightdeck/builtin-agent', '@ag-ui/client', 'ai']
const AGENT_PACKAGES = {
  function: [],
  openai: [...MODEL_PACKAGES, '@ai-sdk/openai'],
  anthropic: [...MODEL_PACKAGES, '@ai-sdk/anthropic'],
  google: [...MODEL_PACKAGES, '@ai-sdk/google'],
}
const TOOLS = ['@types/node', 'tsx', 'typescript']

/** The package.json of a project. */
export function manifest(name: string, choices: ProjectChoices, tarballs: string | undefined): string {
  const { host, store, agent } = choices
  const packages = [
    '@flightdeck/runtime-core',
    ...HOST_PACKAGES[host],
    ...STORE_PACKAGES[store],
    ...AGENT_PACKAGES[agent],
  ]
  const overrides = tarballs && overridesFor(tarballs)
  const versions: Readonly<Record<string, string>> = { ...__PROJECT_VERSIONS__, ...overrides }
  const ranges = (names: readonly string[]) =>
    Object.fromEntries([...names].sort().map((one) => [one, versions[one]]))
  const content = {
    name: packageName(name),
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: {
      dev: 'tsx watch src/server.ts',
      build: 'tsc',
      start: 'node dist/server.js',
      test: 'node --import tsx --test src/app.test.ts',
    },
    dependencies: ranges(packages),
    devDependencies: ranges(host === 'express' ? [...TOOLS, '@types/express'] : TOOLS),
    ...(overrides && { overrides, resolutions: overrides }),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

/** The pnpm-workspace.yaml of a project that depends on tarballs: pnpm reads its overrides there. */
export function workspaceFile(tarballs: string): string {
  const lines = Object.entries(overridesFor(tarballs)).map(
    ([name, spec]) => `  ${JSON.stringify(name)}: ${JSON.stringify(spec)}\n`,
  )
  return `overrides:\n${lines.join('')}`
}

/** Specs for all tarballs in a folder, by package name. */
function overridesFor(tarballs: string): Record<string, string> {
  const files = readdirSync(tarballs).filter((file) => /^flightdeck-.*\.tgz$/.test(file))
  if (files.length === 0) throw new Error(`${tarballs} has no tarballs of pnpm pack:all`)
  const named = files.map((file) => [
    SCOPE + file.replace(/^flightdeck-/, '').replace(/-\d[^-]*\.tgz$/, ''),
    `file:${join(tarballs, file)}`,
  ])
  return { ...Object.fromEntries(named), ...CLIENT_OVERRIDES }
}

/** A valid package name for a folder. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '')
  return name || 'flightdeck-app'
}
