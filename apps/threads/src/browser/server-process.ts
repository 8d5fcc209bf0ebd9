import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../dist/server.js', import.meta.url))

/** The built server as a child process, with a database that is kept across restarts. */
export class ServerProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'flightdeck-threads-'))
  readonly #wordMs: number
  #child: ChildProcess | undefined
  #port = 0

  /** @param wordMs milliseconds between two words of the agent */
  constructor(wordMs: number) {
    this.#wordMs = wordMs
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null
  }

  /**
   * Starts the server, on its previous port, and waits until it is ready.
   *
   * @throws with its output, if it exits instead.
   */
  async start(): Promise<void> {
    const env = {
      ...process.env,
      READY_GRACE_MS: '0',
      PORT: String(this.#port),
      THREADS_DB: join(this.#folder, 'threads.db'),
      THREADS_WORD_MS: String(this.#wordMs),
    }
    const child = spawn(process.execPath, [SERVER], { env })
    this.#child = child
    let printed = ''
    const url = await new Promise<string>((resolve, reject) => {
      const onData = (data: Buffer): void => {
        printed += data
        const ready = /http:\/\/127\S+/.exec(printed)
        if (ready) resolve(ready[0])
      }
      child.stdout.on('data', onData)
      child.stderr.on('data', onData)
      child.once('close', (code) => reject(new Error(`The server exited with code ${code}: ${printed}`)))
    })
    this.#port = Number(new URL(url).port)
  }

  /** Stops it, and returns its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    if (!child) return null
    if (this.isRunning) {
      const closed = once(child, 'close')
      child.kill(signal)
      await closed
    }
    return child.exitCode
  }

  /** Stops it, and deletes its database. */
  async discard(): Promise<void> {
    await this.end('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
