import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Host } from './host.ts'
import { startHost } from './start-host.ts'

const DEV_MS = 120_000

/** Declares a test that the `dev` script of an app listens on the port in `PORT`. */
export function devTest(host: Host): void {
  test(
    `${host.name} in dev listens on the port in PORT`,
    async () => {
      const { scripts } = JSON.parse(readFileSync(join(host.folder, 'package.json'), 'utf8')) as {
        scripts: { dev: string }
      }
      // Its dependencies are already built.
      const words = scripts.dev.split(' ').filter((word) => !word.includes('=') && word !== 'with-build')
      const [program = '', ...args] = words
      const env = { ...host.env, NODE_ENV: 'development' }
      const server = await startHost({ ...host, command: [program, ...args], env, choosesPort: false })
      onTestFinished(server.stop)
      const [path = '/'] = host.own ?? ['/health']
      expect((await fetch(server.url + path)).status, server.output).toBe(200)
    },
    DEV_MS,
  )
}
