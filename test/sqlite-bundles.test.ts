import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build as buildWithEsbuild } from 'esbuild'
import { build as buildWithVite } from 'vite'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type ProcessResult, runProcess } from './run-process.ts'
import { requireBuilt, root } from './workspace.ts'

/** The Node that runs pnpm: `node` on the PATH may be a newer one from a dependency. */
const node = process.env.npm_node_execpath ?? process.execPath

/** A server that stores a thread, in the file of its first argument. */
const SERVER = `
  import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'

  const runner = new SqliteAgentRunner({ path: process.argv[2], driver: 'libsql' })
  const agent = {
    async *run({ threadId, runId }) {
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: 'm1', delta: 'Hello' }
      yield { type: 'RUN_FINISHED', threadId, runId }
    },
  }
  const input = { threadId: 't1', runId: 'r1', messages: [], tools: [], context: [] }
  runner
    .start({ threadId: 't1', agent, input })
    .then((run) => run.ended)
    .then(({ status }) => console.log(status))
    .then(() => runner.close())
`

type Bundle = (entry: string, outFile: string) => Promise<readonly string[]>

const esbuildAs =
  (format: 'esm' | 'cjs'): Bundle =>
  async (entry, outfile) => {
    const { warnings } = await buildWithEsbuild({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format,
      logLevel: 'silent',
    })
    // In CommonJS the server does without the place of its file, and looks for the driver beside the program.
    return warnings.filter(({ id }) => id !== 'empty-import-meta').map(({ text }) => text)
  }

/** The bundlers, each with the name of the file that it makes. They return their warnings. */
const bundlers: Record<string, readonly [file: string, bundle: Bundle]> = {
  'esbuild to an ES module': ['server.mjs', esbuildAs('esm')],
  'esbuild to CommonJS': ['server.cjs', esbuildAs('cjs')],
  'Vite for a server': [
    'server.mjs',
    async (entry, outFile) => {
      const warnings: string[] = []
      await buildWithVite({
        root,
        configFile: false,
        logLevel: 'silent',
        ssr: { noExternal: true },
        build: {
          ssr: entry,
          outDir: join(outFile, '..'),
          emptyOutDir: false,
          rolldownOptions: {
            output: { entryFileNames: 'server.mjs' },
            onwarn: ({ message }) => warnings.push(message),
          },
        },
      })
      return warnings
    },
  ],
}

describe.each(Object.entries(bundlers))('a server in one file, by %s', (_, [file, bundle]) => {
  /** Bundles the server into a folder outside of the repository, and starts it there. */
  async function start(prepare: (folder: string) => void): Promise<ProcessResult> {
    requireBuilt('packages/runner-sqlite')
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'flightdeck-bundle-')))
    mkdirSync(`${root}test-results`, { recursive: true })
    const sources = mkdtempSync(`${root}test-results/bundle-`)
    onTestFinished(() => {
      for (const one of [folder, sources]) rmSync(one, { recursive: true, force: true })
    })
    symlinkSync(`${root}test/node_modules`, join(sources, 'node_modules'))
    writeFileSync(join(sources, 'server.js'), SERVER)
    expect(await bundle(join(sources, 'server.js'), join(folder, file))).toEqual([])
    prepare(folder)
    return await runProcess(node, [file, join(folder, 'threads.db')], {
      cwd: folder,
      // pnpm sets it to the packages of this repository.
      env: { NODE_PATH: '' },
    })
  }

  it('opens the file with a driver that is installed beside it', async () => {
    const { stdout, output } = await start((folder) => {
      mkdirSync(join(folder, 'node_modules'))
      symlinkSync(realpathSync(`${root}test/node_modules/libsql`), join(folder, 'node_modules/libsql'))
    })
    expect(stdout, output).toBe('finished\n')
  })

  it('names the option database if there is no driver', async () => {
    const { code, output } = await start(() => {})
    expect(output).toContain('new SqliteAgentRunner({ database: new Database(path) })')
    expect(code).not.toBe(0)
  })
})
