import { parse } from 'yaml'
import { runProcess } from './run-process.ts'
import { root } from './workspace.ts'

type Specs = Readonly<Record<string, string>>

/** The overrides that `pnpm pack:all` prints for each package manager. */
export interface PackedPackages {
  readonly npm: Specs
  readonly pnpm: Specs
  readonly yarn: Specs
}

/** The JSON object or the YAML between two texts of the output. */
function between(output: string, from: string, to: string): string {
  const start = output.indexOf(from)
  const end = output.indexOf(to, start)
  if (start < 0 || end < 0) throw new Error(`pnpm pack:all did not print “${from}”:\n${output}`)
  return output.slice(start + from.length, end)
}

/** Packs the built packages into a folder with `pnpm pack:all`, and reads what it prints. */
export async function packAll(folder: string): Promise<PackedPackages> {
  const { code, stdout, output } = await runProcess(
    process.execPath,
    ['scripts/pack-all.mjs', '--no-build', folder],
    { cwd: root, timeoutMs: 180_000 },
  )
  if (code !== 0) throw new Error(`pnpm pack:all failed:\n${output}`)
  const json = (text: string) => JSON.parse(`{${text}}`)
  return {
    npm: json(between(stdout, 'npm, in package.json:', 'pnpm, in pnpm-workspace.yaml')).overrides,
    pnpm: parse(between(stdout, 'next to your package.json:', 'yarn, in package.json:')).overrides,
    yarn: json(between(stdout, 'yarn, in package.json:', '2. Add the packages')).resolutions,
  }
}
