import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runServer } from 'verdaccio'
import { scope } from '../workspace.ts'

/** The registry's metadata of one package. */
export interface Packument {
  readonly 'dist-tags': Readonly<Record<string, string>>
  readonly versions: Readonly<
    Record<
      string,
      {
        readonly dependencies?: Readonly<Record<string, string>>
        readonly dist: { readonly integrity: string }
      }
    >
  >
}

/** A local registry for the packages of this repository only. */
export interface LocalRegistry {
  /** `.npmrc` lines that publish and install our scope, and no other, with this registry. */
  readonly npmrc: string
  /** The same as environment variables, for programs that read only those, such as changesets. */
  readonly env: Readonly<Record<string, string>>
  packument(name: string): Promise<Packument>
  stop(): Promise<void>
}

/** Starts Verdaccio on a free port, with an empty store and no upstream registry. */
export async function startLocalRegistry(): Promise<LocalRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-registry-'))
  const server: Server = await runServer({
    storage: folder,
    configPath: join(folder, 'config.yaml'),
    uplinks: {},
    packages: { [`${scope}*`]: { access: '$all', publish: '$all' } },
    auth: {},
    web: { enable: false },
    log: { type: 'stdout', level: 'fatal' },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/`
  const setting = `${scope.slice(0, -1)}:registry`

  return {
    // npm requires a token to publish. The registry accepts any.
    npmrc: `${setting}=${url}\n//127.0.0.1:${port}/:_authToken=anybody\n`,
    env: { [`npm_config_${setting}`]: url },
    async packument(name) {
      const response = await fetch(url + encodeURIComponent(name))
      if (!response.ok) throw new Error(`${name} is not in the registry: ${response.status}`)
      return (await response.json()) as Packument
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
