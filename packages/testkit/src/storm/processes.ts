import { type ChildProcess, fork } from 'node:child_process'
import { OPTIONS_VARIABLE } from './serve-storm.ts'

/** Milliseconds in which a busy machine starts a process. */
const START_MS = 60_000

/** Times that a process is started before it counts as one that cannot start. */
const START_TRIES = 20

/** How the processes of a storm are started. */
export interface ProcessOptions {
  script: string
  options: object
  /** Called when a process ends unexpectedly. */
  onUnexpectedExit(message: string): void
}

/** One server process of the storm, over all its restarts. */
export class StormProcess {
  readonly name: string
  /** Grows with everything that is done to the process: what happens on both sides of a change proves nothing. */
  disturbances = 0
  #url: string | undefined
  #child: ChildProcess | undefined
  #isExpectedToExit = false
  #isSuspended = false
  readonly #options: ProcessOptions

  constructor(index: number, options: ProcessOptions) {
    this.name = `process ${index}`
    this.#options = options
  }

  /** The address of the server. Undefined while there is none. */
  get url(): string | undefined {
    return this.#url
  }

  /** Whether the process runs and is not about to be ended. */
  get isUp(): boolean {
    return this.#url !== undefined && !this.#isSuspended && !this.#isExpectedToExit
  }

  /**
   * Starts the server and resolves when it listens. One that does not come up is started again, as a supervisor does: the
   * store may be locked by a process that is suspended.
   *
   * @throws Error if it never comes up
   */
  async start(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#startOnce()
      } catch (error) {
        if (tries === START_TRIES) throw error
        await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
    }
  }

  async #startOnce(): Promise<void> {
    const { script, options } = this.#options
    const env = { ...process.env, [OPTIONS_VARIABLE]: JSON.stringify(options) }
    const child = fork(script, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let errors = ''
    child.stderr?.on('data', (text) => {
      errors = (errors + text).slice(-4_000)
    })
    this.#child = child
    this.#isExpectedToExit = false
    child.once('exit', (code, signal) => {
      this.disturbances += 1
      const wasUp = this.#url !== undefined
      this.#url = undefined
      if (wasUp && !this.#isExpectedToExit)
        this.#options.onUnexpectedExit(`${this.name} ended by itself (${code ?? signal}): ${errors}`)
    })
    this.#url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.name} does not start: ${errors}`)), START_MS)
      child.once('message', (message) => {
        clearTimeout(timer)
        resolve((message as { url: string }).url)
      })
      child.once('exit', () => {
        clearTimeout(timer)
        reject(new Error(`${this.name} ended while it started: ${errors}`))
      })
    })
    this.disturbances += 1
  }

  /** Ends the process with `SIGKILL` or `SIGTERM` and resolves when it has ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    this.disturbances += 1
    this.#isExpectedToExit = true
    this.#isSuspended = false
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(signal)
    if (signal === 'SIGTERM') child.kill('SIGCONT')
    await exited
  }

  /** Suspends the process with `SIGSTOP`. */
  suspend(): void {
    this.disturbances += 1
    this.#isSuspended = true
    this.#child?.kill('SIGSTOP')
  }

  /** Lets it continue with `SIGCONT`. */
  resume(): void {
    this.disturbances += 1
    this.#isSuspended = false
    this.#child?.kill('SIGCONT')
  }
}
