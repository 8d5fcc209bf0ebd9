import { RunnerError } from '@flightdeck/run-engine'
import { isStoreUnavailable } from '@flightdeck/run-engine/internal'
import { isRuntimeError, RuntimeError } from '../http/runtime-error.ts'
import { RETRY_AFTER } from './retry-after.ts'

/**
 * Converts an error of a runner. A `RunnerError` keeps its code, also one of another copy of the engine. The error of a
 * store that is not available becomes `store_unavailable`.
 *
 * @param failure converts any other error. @default `run_failed`
 */
export function fromRunnerError(
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
    const headers = code === 'runtime_closing' ? RETRY_AFTER : undefined
    return new RuntimeError(code, message, { details, headers, cause: error })
  }
  if (isStoreUnavailable(error)) {
    return new RuntimeError('store_unavailable', undefined, { headers: RETRY_AFTER, cause: error })
  }
  return failure(error)
}
