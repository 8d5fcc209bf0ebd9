import { RunnerError } from '@flightdeck/run-engine'
import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'

/**
 * Why a run, a reading or a look at threads could not start, as the answer that says so.
 *
 * @param failure the answer to what is no refusal. @default `run_failed`
 */
export function toRefusal(
  error: unknown,
  failure: (cause: unknown) => RuntimeError = (cause) => new RuntimeError('run_failed', undefined, { cause }),
): RuntimeError {
  if (isRuntimeError(error)) return error
  if (
    error instanceof RunnerError ||
    (error instanceof Error && error.name === 'RunnerError' && 'code' in error)
  ) {
    const { code, message, running, interrupts } = error as RunnerError
    const details = { ...running, ...(interrupts && { interrupts }) }
    return new RuntimeError(code, message, { details, cause: error })
  }
  return failure(error)
}
