// @ts-check
// `pnpm pack:all [folder]`: builds and packs every package, and prints how to install the tarballs in another project.
// `--no-build` packs what is built.
import './require-node.mjs'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeOverrides } from './pack/describe-overrides.mjs'
import { runPnpm } from './pnpm.mjs'
import { turbo } from './turbo.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { build: { type: 'boolean', default: true } },
  allowNegative: true,
})
// pnpm runs scripts in the root of the repository. Paths are meant relative to where it was called.
const folder = resolve(process.env.INIT_CWD ?? '', positionals[0] ?? 'tgz')

if (values.build) {
  const { code } = await turbo(['build', '--filter=./packages/*', '--output-logs=errors-only'])
  if (code !== 0) process.exit(code)
}

mkdirSync(folder, { recursive: true })
for (const file of readdirSync(folder).filter((name) => /^flightdeck-.*\.tgz$/.test(name)))
  rmSync(join(folder, file))
await runPnpm(['--recursive', '--filter=./packages/*', 'pack', `--pack-destination=${folder}`], {
  quiet: true,
})

/** The tarball of each package, by its name. */
const tarballs = Object.fromEntries(
  readdirSync(join(root, 'packages')).flatMap((name) => {
    const file = readdirSync(folder).find((one) => one.replace(/-\d[^-]*\.tgz$/, '') === `flightdeck-${name}`)
    return file ? [[`@flightdeck/${name}`, join(folder, file)]] : []
  }),
)

/** Versions that the stock clients need, from the workspace. */
const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
const stock = Object.fromEntries(
  [...workspace.matchAll(/^ {2}"(@langchain\/[^">]+)": "?([^"\n]+)"?$/gm)].map(([, name, version]) => [
    name,
    version,
  ]),
)

console.log(describeOverrides({ folder, tarballs, stock }))
