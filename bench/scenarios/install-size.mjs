import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pnpm } from '../peer.mjs'
import { published } from '../published.mjs'

/** The packages that a Node server installs. They have a separate target. */
const SERVER = ['run-engine', 'runner-memory', 'runtime-core', 'adapter-node']

/** Its name in the table. */
export const SERVER_NAME = 'core + memory + node adapter'

/**
 * Bytes of the files below a folder. A file with several links counts once.
 *
 * @param {string} folder
 * @returns {number}
 */
function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + lstatSync(join(entry.parentPath, entry.name)).size, 0)
}

/** @param {string} folder where something was installed */
function sizeOf(folder) {
  const store = join(folder, 'node_modules/.pnpm')
  const packages = readdirSync(store).filter((name) => name.includes('@') && name !== 'node_modules')
  return {
    packages: packages.length,
    bytes: packages.reduce((sum, name) => sum + bytesBelow(join(store, name)), 0),
  }
}

/** @type {import('../scenarios.mjs').Scenario} */
export const installSize = {
  title: 'an installation of each published package, from the packed tarballs',
  async run({ subjects, peerFolder }) {
    const root = mkdtempSync(join(tmpdir(), 'flightdeck-bench-size-'))
    try {
      const all = published()
      /** @type {Record<string, string>} */
      const tarballs = {}
      for (const { name, folder } of all) {
        const file = join(root, `${name.replace(/\W+/g, '-')}.tgz`)
        await pnpm(['pack', '--out', file], folder)
        tarballs[name] = `file:${file}`
      }
      const wanted = [
        ...all.map(({ name }) => ({ subject: name, names: [name] })),
        { subject: SERVER_NAME, names: SERVER.map((name) => `@flightdeck/${name}`) },
      ]
      const rows = []
      for (const [index, { subject, names }] of wanted.entries()) {
        const folder = join(root, String(index))
        mkdirSync(folder)
        const manifest = {
          name: 'scratch',
          private: true,
          dependencies: Object.fromEntries(names.map((name) => [name, tarballs[name]])),
          pnpm: { overrides: tarballs, onlyBuiltDependencies: [] },
        }
        writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
        writeFileSync(join(folder, 'pnpm-workspace.yaml'), '')
        await pnpm(['install', '--prefer-offline', '--no-frozen-lockfile'], folder)
        rows.push(toRow(subject, sizeOf(folder)))
      }
      if (subjects.includes('peer') && peerFolder !== undefined) rows.push(toRow('peer', sizeOf(peerFolder)))
      return rows
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  },
}

/**
 * @param {string} subject
 * @param {{ packages: number, bytes: number }} size
 */
function toRow(subject, { packages, bytes }) {
  return {
    subject,
    figure: packages,
    unit: 'packages',
    note: `${(bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 0)} MB`,
  }
}
