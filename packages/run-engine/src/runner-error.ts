/** Why a runner refuses; the closed list. */
export type RunnerErrorCode = 'thread_busy' | 'queue_full' | 'too_many_readers' | 'runtime_closing'

/** Thrown when a runner refuses what it was asked for. The message is safe to show to the caller. */
export class RunnerError extends Error {
  override readonly name: string = 'RunnerError'
  readonly code: RunnerErrorCode
  /** For `thread_busy`: the run that lasts, so that the caller can join or stop it. */
  readonly running?: { runId: string; startedAt: number } | undefined

  constructor(
    code: RunnerErrorCode,
    message: string,
    running?: { runId: string; startedAt: number } | undefined,
  ) {
    super(message)
    this.code = code
    this.running = running
  }
}
