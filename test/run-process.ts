import { spawn } from 'node:child_process'

export interface ProcessResult {
  /** The exit code, or `null` when this process ended it. */
  readonly code: number | null
  /** What it wrote to standard output. */
  readonly stdout: string
  /** What it wrote to standard output and standard error, in the order of arrival. */
  readonly output: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Ends the process a moment after its standard output satisfies this, as a server does not end by itself. */
  readonly until?: (stdout: string) => boolean
  /** Milliseconds until the process is killed. @default 60000 */
  readonly timeoutMs?: number
}

/** How long a process may take to fail after it has said all that was expected of it. */
const SETTLE_MS = 300

/** Runs a program to its end, or until it has said what it was started for. */
export function runProcess(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<ProcessResult> {
  const { cwd, env = {}, until, timeoutMs = 60_000 } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const timers = [setTimeout(() => child.kill('SIGKILL'), timeoutMs)]
    let stdout = ''
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      output += text
      if (timers.length === 1 && until?.(stdout))
        timers.push(setTimeout(() => child.kill('SIGKILL'), SETTLE_MS))
    })
    child.once('error', reject)
    child.once('close', (code) => {
      timers.forEach(clearTimeout)
      resolve({ code, stdout, output })
    })
  })
}

/** Runs pnpm: the one that runs these tests, or the one on the PATH. Throws with its output when it fails. */
export async function pnpm(
  args: readonly string[],
  cwd: string,
  options: Pick<RunOptions, 'env' | 'timeoutMs'> = {},
): Promise<string> {
  const running = process.env.npm_execpath
  const [command, ...first] = running?.includes('pnpm') ? [process.execPath, running] : ['pnpm']
  const { code, output, stdout } = await runProcess(command ?? 'pnpm', [...first, ...args], {
    timeoutMs: 180_000,
    ...options,
    cwd,
  })
  if (code !== 0) throw new Error(`pnpm ${args.join(' ')} failed:\n${output}`)
  return stdout
}
