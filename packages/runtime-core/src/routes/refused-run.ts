import { RunnerError } from '@flightdeck/run-engine'
import { isRuntimeError, RuntimeError } from '../runtime-error.ts'

/** Why a run or a reading could not start, as the answer that says so. */
export function toRefusal(error: unknown): RuntimeError {
  if (isRuntimeError(error)) return error
  if (
    error instanceof RunnerError ||
    (error instanceof Error && error.name === 'RunnerError' && 'code' in error)
  ) {
    const { code, message, running } = error as RunnerError
    return new RuntimeError(code, message, { details: running && { ...running }, cause: error })
  }
  return new RuntimeError('run_failed', undefined, { cause: error })
}
