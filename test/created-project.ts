import { join } from 'node:path'
import { agents, hosts, stores } from '@flightdeck/create'
import { expect } from 'vitest'
import { runProcess } from './run-process.ts'
import { readManifest, root } from './workspace.ts'

/** The flags of the program that creates projects. */
export interface Choices {
  readonly host: string
  readonly store: string
  readonly agent: string
}

/** Every combination, or three that contain each host and each store. */
export const combinations: readonly Choices[] = process.env.TEST_FULL
  ? Object.keys(hosts).flatMap((host) =>
      Object.keys(stores).flatMap((store) => Object.keys(agents).map((agent) => ({ host, store, agent }))),
    )
  : [
      { host: 'node', store: 'memory', agent: 'function' },
      { host: 'express', store: 'sqlite', agent: 'openai' },
      { host: 'hono', store: 'memory', agent: 'anthropic' },
    ]

const TOOLS = ['@arethetypeswrong/cli', 'publint', 'tsx', 'typescript']

/** The third parties that created projects depend on. */
export const createdDependencies: readonly string[] = Object.keys(
  readManifest('packages/create').devDependencies ?? {},
).filter((name) => !TOOLS.includes(name))

/**
 * Creates a project with the program of an installed `@flightdeck/create`, below the folder that it is installed in, and
 * builds it, runs its test and starts it.
 */
export async function expectCreatedProject(cwd: string, { host, store, agent }: Choices): Promise<void> {
  const name = `created-${host}-${store}-${agent}`
  const folder = join(cwd, name)
  const run = async (args: readonly string[], options: { until?: (stdout: string) => boolean } = {}) => {
    const { code, output, stdout } = await runProcess(process.execPath, args, {
      cwd: folder,
      env: { PORT: '0', THREADS_DB: join(folder, 'threads.db') },
      ...options,
    })
    expect(code ?? 0, output).toBe(0)
    return stdout
  }
  const create = [join(cwd, 'node_modules/@flightdeck/create/dist/main.js'), name]
  const flags = ['--host', host, '--store', store, '--agent', agent]
  const { code, output } = await runProcess(process.execPath, [...create, ...flags], { cwd })
  expect(code, output).toBe(0)
  await run([join(root, 'scripts/tsc.mjs'), '-p', folder])
  expect(await run(['--test', 'dist/app.test.js'])).toMatch(/pass 1\n/)
  const isServing = (text: string) => /Serving http:\/\/localhost:\d+\/api\/copilotkit/.test(text)
  expect(isServing(await run(['dist/server.js'], { until: isServing }))).toBe(true)

  // Without a terminal there is no question to answer, so nothing is written over these files.
  const again = await runProcess(process.execPath, [...create, ...flags], { cwd })
  expect(again.code).toBe(2)
  expect(again.output).toBe(`${name} is not empty. Choose another folder\n`)
}
