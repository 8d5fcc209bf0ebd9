import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Manifest } from '../workspace.ts'
import { scope } from '../workspace.ts'

/** A registry that has the tarballs of a folder, for tests that install without a release. */
export interface TarballRegistry {
  /** `.npmrc` lines that install our scope, and no other, from this registry. */
  readonly npmrc: string
  stop(): Promise<void>
}

/** Starts a registry on a free port. Each tarball is the only version of its package. */
export async function startTarballRegistry(folder: string): Promise<TarballRegistry> {
  const tarballs = new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.tgz'))
      .map((file) => {
        const text = execFileSync('tar', ['-xOzf', join(folder, file), 'package/package.json'], {
          encoding: 'utf8',
        })
        const manifest: Manifest = JSON.parse(text)
        return [manifest.name, { file, manifest }] as const
      }),
  )
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    if (path.endsWith('.tgz')) return void response.end(readFileSync(join(folder, path)))
    const found = tarballs.get(path)
    if (!found) return void response.writeHead(404).end('{}')
    const { file, manifest } = found
    const integrity = `sha512-${createHash('sha512')
      .update(readFileSync(join(folder, file)))
      .digest('base64')}`
    const dist = { tarball: `http://${request.headers.host}/${file}`, integrity }
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        name: manifest.name,
        'dist-tags': { latest: manifest.version },
        versions: { [manifest.version]: { ...manifest, dist } },
      }),
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    npmrc: `${scope.slice(0, -1)}:registry=http://127.0.0.1:${port}/\n`,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
