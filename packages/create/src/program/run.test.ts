import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { InputError } from './arguments.ts'
import { run } from './run.ts'

let folder: string
let printed: string

beforeEach(() => {
  const parent = mkdtempSync(join(tmpdir(), 'flightdeck-create-'))
  folder = join(parent, 'My App')
  printed = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text
    return true
  })
  onTestFinished(() => {
    write.mockRestore()
    rmSync(parent, { recursive: true, force: true })
  })
})

const read = (path: string) => readFileSync(join(folder, path), 'utf8')

describe('the program without a terminal', () => {
  it('writes a project from flags, and says what to do next', async () => {
    await run([folder, '--host', 'hono', '--store', 'sqlite', '--agent', 'anthropic'])
    const manifest = JSON.parse(read('package.json'))
    expect(manifest.name).toBe('my-app')
    expect(Object.keys(manifest.dependencies)).toEqual(
      expect.arrayContaining(['@flightdeck/adapter-hono', '@flightdeck/runner-sqlite', '@ai-sdk/anthropic']),
    )
    for (const range of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(range).toMatch(/^[\^~]?\d/)
    expect(read('src/app.ts')).toContain('createCopilotHonoHandler')
    expect(read('src/runtime.ts')).toContain('SqliteAgentRunner')
    expect(read('src/agent.ts')).toContain('anthropic/')
    expect(printed).toContain(`cd "${folder}"`)
    expect(printed).toMatch(/npm install\n {2}export ANTHROPIC_API_KEY=…\n {2}npm run dev/)
  })

  it('takes the defaults with --yes', async () => {
    await run([folder, '--yes'])
    expect(read('src/app.ts')).toContain('createCopilotNodeListener')
    expect(read('src/agent.ts')).toContain('You said')
  })

  it.each([
    [['--host', 'koa'], "--host is 'koa', expected one of node, express, hono"],
    [['--store', 'redis'], "--store is 'redis', expected one of memory, sqlite"],
    [['--agent', 'llama'], "--agent is 'llama', expected one of function, openai, anthropic, google"],
    [['--colour'], "Unknown option '--colour'"],
    [['one', 'two'], 'Expected one folder, but got one and two'],
    [['one', '--host', 'node'], 'Missing --store, --agent'],
    [['one', '--yes', '--tarballs', '/nowhere'], '/nowhere'],
  ])('refuses %j with one line', async (argv, message) => {
    const error = await run(argv).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toContain(message)
    expect(String(error)).not.toContain('\n')
    expect(existsSync('one')).toBe(false)
  })

  it('writes nothing into a folder with files', async () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    await expect(run([folder, '--yes'])).rejects.toThrow(`${folder} is not empty`)
    expect(existsSync(join(folder, 'package.json'))).toBe(false)
    await expect(run([join(folder, 'notes.txt'), '--yes'])).rejects.toThrow('is a file, not a folder')
  })
})
