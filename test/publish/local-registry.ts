import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runServer } from 'verdaccio'
import { scope } from '../workspace.ts'

/** What the registry knows of one package. */
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

/** A registry on this machine that holds the packages of this repository, and nothing else. */
export interface LocalRegistry {
  /** What an `.npmrc` needs so that our scope, and only ours, is published to it and installed from it. */
  readonly npmrc: string
  /** The same for programs that look at the environment only, as changesets does. */
  readonly env: Readonly<Record<string, string>>
  packument(name: string): Promise<Packument>
  stop(): Promise<void>
}

/** Starts Verdaccio on a free port, with an empty store and no registry behind it. */
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
    // npm publishes with a token or not at all; which one is the same to a registry that takes from everybody.
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
