import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { runProcess } from './run-process.ts'
import { requireBuilt, root } from './workspace.ts'

/** As docs/operate/sqlite.md says, and without a driver that Next.js sees. */
const routes = {
  given: `
    import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'
    import Database from 'libsql'
    const runner = new SqliteAgentRunner({ database: new Database(':memory:') })
    export const GET = async () => Response.json(await runner.threads.list({}))
    export const dynamic = 'force-dynamic'
  `,
  opened: `
    import { SqliteAgentRunner } from '@flightdeck/runner-sqlite'
    export const GET = () => {
      try {
        new SqliteAgentRunner({ path: ':memory:', driver: 'libsql' })
        return new Response('opened')
      } catch (error) {
        return new Response(error.message)
      }
    }
    export const dynamic = 'force-dynamic'
  `,
}

/** Requests both routes of a standalone server from a module that starts it. */
const CLIENT = `
  process.env.PORT = '0'
  const { Server } = require('node:http')
  const { listen } = Server.prototype
  Server.prototype.listen = function (...args) {
    this.once('listening', async () => {
      const { port } = this.address()
      for (const route of ['given', 'opened']) {
        const response = await fetch('http://127.0.0.1:' + port + '/' + route)
        console.log(route + ': ' + response.status + ' ' + (await response.text()))
      }
      console.log('done')
    })
    return listen.apply(this, args)
  }
`

/** The Node that runs pnpm: `node` on the PATH may be a newer one from a dependency. */
const node = process.env.npm_node_execpath ?? process.execPath

describe.each(['turbopack', 'webpack'])('a standalone build of Next.js with %s', (bundler) => {
  it('opens SQLite from a folder that was copied', async () => {
    requireBuilt('packages/runner-sqlite')
    mkdirSync(`${root}test-results`, { recursive: true })
    const app = mkdtempSync(`${root}test-results/next-sqlite-`)
    const copy = realpathSync(mkdtempSync(join(tmpdir(), 'flightdeck-standalone-')))
    onTestFinished(() => {
      for (const one of [app, copy]) rmSync(one, { recursive: true, force: true })
    })
    symlinkSync(`${root}test/node_modules`, join(app, 'node_modules'))
    const settings = {
      output: 'standalone',
      serverExternalPackages: ['libsql'],
      outputFileTracingRoot: root,
      turbopack: { root },
    }
    writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true }))
    writeFileSync(join(app, 'next.config.mjs'), `export default ${JSON.stringify(settings)}`)
    for (const [name, source] of Object.entries(routes)) {
      mkdirSync(join(app, 'app', name), { recursive: true })
      writeFileSync(join(app, 'app', name, 'route.js'), source)
    }
    const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
    const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_PATH: '' }
    const built = await runProcess(node, [next, 'build', `--${bundler}`], {
      cwd: app,
      env,
      timeoutMs: 400_000,
    })
    expect(built.code, built.output).toBe(0)
    expect(built.output).not.toMatch(/Critical dependency|too dynamic/)

    cpSync(join(app, '.next/standalone'), copy, { recursive: true, verbatimSymlinks: true })
    const server = join(copy, relative(root, app), 'server.js')
    writeFileSync(join(dirname(server), 'client.cjs'), CLIENT)
    const { output } = await runProcess(node, ['--require', './client.cjs', 'server.js'], {
      cwd: dirname(server),
      env,
      until: (text) => text.includes('done'),
    })
    expect(output).toContain('given: 200 {"threads":[]}')
    expect(output).toMatch(/opened: 200 (opened|.*new SqliteAgentRunner\(\{ database: )/)
  }, 600_000)
})
