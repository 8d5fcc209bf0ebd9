import { type ProcessResult, runProcess } from './run-process.ts'

/** Runs `pnpm start` in a checkout, without pnpm, until the server has started or the script has failed. */
export function runStart(cwd: string, dataFolder: string): Promise<ProcessResult> {
  return runProcess(process.execPath, ['scripts/start.mjs'], {
    cwd,
    env: { PORT: '0', ASSISTANT_DATA: dataFolder },
    until: (stdout) => stdout.includes('Ctrl+C'),
    timeoutMs: 300_000,
  })
}
