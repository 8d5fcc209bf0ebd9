import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from './free-port.ts'
import { QuickstartShell } from './quickstart-shell.ts'
import { quickstartSteps } from './quickstart-steps.ts'

/** The ports in the pages. Tests run at the same time, so each replaces them with free ones. */
const PRINTED_PORTS = ['3000', '4000']

export interface QuickstartOptions {
  /** `.npmrc` lines that install our packages from a local registry. */
  readonly npmrc: string
  /** Added to the environment of the commands. */
  readonly env?: Readonly<Record<string, string>>
  /** Called at the end, while the servers run. It gets the port that replaces 3000. */
  readonly finally?: (port: number) => Promise<void>
}

/**
 * Does what a page says, in an empty folder: saves its files, runs its commands, and compares what they print. Throws with
 * the output of the first command that does something else.
 */
export async function runQuickstart(page: string, options: QuickstartOptions): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'flightdeck-quickstart-'))
  const ports = new Map<string, number>()
  for (const port of PRINTED_PORTS) ports.set(port, await freePort())
  const local = (text: string) => text.replaceAll(/\b[34]000\b/g, (port) => String(ports.get(port) ?? port))

  const userConfig = join(homedir(), '.npmrc')
  const npmrc = join(home, 'npmrc')
  writeFileSync(npmrc, `${existsSync(userConfig) ? readFileSync(userConfig, 'utf8') : ''}\n${options.npmrc}`)
  const shell = new QuickstartShell(home, {
    npm_config_userconfig: npmrc,
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    // A reader answers the question of `npm create` with yes.
    npm_config_yes: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
    // Next listens on 3000 if the environment has no other port.
    PORT: String(ports.get('3000')),
    ...options.env,
  })
  try {
    for (const step of quickstartSteps(page)) {
      if (step.kind === 'save') {
        const file = join(shell.folder, step.file)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, local(step.text))
      } else if (step.isServer) await shell.serve(local(step.script), local(step.prints))
      else await shell.run(local(step.script), local(step.prints))
    }
    await options.finally?.(ports.get('3000') ?? 0)
  } finally {
    await shell.close()
    await rm(home, { recursive: true, force: true })
  }
}
