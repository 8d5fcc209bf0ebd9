import { spawn } from 'node:child_process'

export interface ProcessResult {
  /** The exit code; `null` if this process killed it. */
  readonly code: number | null
  /** Its standard output. */
  readonly stdout: string
  /** Its standard output and standard error, in order of arrival. */
  readonly output: string
}

export interface RunOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Kills the process a moment after its standard output matches, for servers that do not exit. */
  readonly until?: (stdout: string) => boolean
  /** Milliseconds until the process is killed. @default 60000 */
  readonly timeoutMs?: number
}

/** Milliseconds in which a process may still fail after its expected output. */
const SETTLE_MS = 300

/** Runs a program until it exits, or until its output matches. */
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

/** Runs the pnpm that runs these tests, or the one on the PATH. Throws with its output if it fails. */
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
