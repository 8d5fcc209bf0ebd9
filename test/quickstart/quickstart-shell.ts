import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { outputPattern } from './quickstart-steps.ts'

/** Milliseconds for one block of commands, such as an installation on a busy machine. */
const TIMEOUT_MS = 900_000

/** The terminals of a reader: commands run in one after the other, in the folder where the last one ended. */
export class QuickstartShell {
  readonly #env: Readonly<Record<string, string>>
  readonly #home: string
  readonly #servers: ChildProcess[] = []
  #folder: string

  /** `home` is the folder of the first command. `env` is added to the environment. */
  constructor(home: string, env: Readonly<Record<string, string>>) {
    this.#home = home
    this.#folder = home
    this.#env = env
  }

  /** The current folder. */
  get folder(): string {
    return this.#folder
  }

  /** Runs commands to their end. Throws with their output if one fails, or if they print something else. */
  async run(script: string, prints: string): Promise<void> {
    const after = join(this.#home, '.folder')
    rmSync(after, { force: true })
    const child = this.#spawn(`${script}\npwd -P > '${after}'`)
    const timer = setTimeout(() => kill(child), TIMEOUT_MS)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    const [code] = await once(child, 'close')
    clearTimeout(timer)
    if (code !== 0) throw new Error(`This failed with code ${code}:\n${script}\n${output}`)
    if (!outputPattern(prints).test(output)) throw new Error(mismatch(script, prints, output))
    if (existsSync(after)) this.#folder = readFileSync(after, 'utf8').trim()
  }

  /** Starts commands that do not end, and waits until they have printed this. Ends the servers that run already. */
  async serve(script: string, prints: string): Promise<void> {
    await this.close()
    const child = this.#spawn(script)
    this.#servers.push(child)
    const expected = outputPattern(prints)
    await new Promise<void>((resolve, reject) => {
      let output = ''
      const fail = () => reject(new Error(mismatch(script, prints, output)))
      const timer = setTimeout(fail, TIMEOUT_MS)
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding('utf8').on('data', (text: string) => {
          output += text
          if (!expected.test(output)) return
          clearTimeout(timer)
          resolve()
        })
      child.once('close', () => {
        clearTimeout(timer)
        fail()
      })
    })
  }

  /** Ends the servers. */
  async close(): Promise<void> {
    for (const child of this.#servers.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      kill(child)
      await once(child, 'close')
    }
  }

  #spawn(script: string): ChildProcess {
    return spawn('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: this.#folder,
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
  }
}

/** Ends a shell and the programs that it started: they are one process group. */
function kill(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
}

function mismatch(script: string, prints: string, output: string): string {
  return `This was to print:\n${prints}\nby:\n${script}\nbut it printed:\n${output}`
}
