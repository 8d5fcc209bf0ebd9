import type { ErrorCode } from '@flightdeck/protocol'
import type { Interrupt } from '../events/events.ts'

/** The error codes with which a runner refuses a request. */
export type RunnerErrorCode = Extract<
  ErrorCode,
  | 'thread_busy'
  | 'queue_full'
  | 'too_many_readers'
  | 'runtime_closing'
  | 'interrupts_open'
  | 'interrupt_answered'
  | 'interrupt_expired'
  | 'run_id_conflict'
  | 'invalid_cursor'
  | 'invalid_import'
  | 'thread_exists'
>

/** Details of a refusal. */
export interface RunnerErrorDetails {
  /** For `thread_busy`: the running run, so that the caller can join or stop it. */
  running?: { runId: string; startedAt: number } | undefined
  /**
   * For `interrupts_open`: the open interrupts. For `interrupt_answered` and `interrupt_expired`: those interrupts.
   */
  interrupts?: readonly Interrupt[] | undefined
  cause?: unknown
}

/** Thrown when a runner refuses a request. The message is safe to send to the client. */
export class RunnerError extends Error {
  override readonly name: string = 'RunnerError'
  readonly code: RunnerErrorCode
  readonly running: RunnerErrorDetails['running']
  readonly interrupts: RunnerErrorDetails['interrupts']

  constructor(code: RunnerErrorCode, message: string, details: RunnerErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.running = details.running
    this.interrupts = details.interrupts
  }
}
