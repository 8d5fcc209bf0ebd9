import type { RunAgentInput } from '@flightdeck/run-engine'
import { readRunInput } from '@flightdeck/run-engine/internal'
import type { ServerRequest } from '../http/host-request.ts'
import { readJson } from '../http/read-body.ts'
import { RuntimeError } from '../http/runtime-error.ts'
import type { ResolvedRuntime } from '../runtime/resolved-runtime.ts'

/**
 * Reads the `RunAgentInput` of a request. Input of 0.x clients is converted.
 *
 * @throws RuntimeError for a body that is too large, not JSON, or not a run input
 */
export async function readInput(
  request: ServerRequest,
  { bodyLimits, maxMessages }: ResolvedRuntime,
): Promise<RunAgentInput> {
  const read = readRunInput(await readJson(request, bodyLimits))
  if (!read.ok) throw invalid(read.issues)
  if (read.input.messages.length > maxMessages) {
    throw invalid([
      { path: 'messages', problem: `has more than ${maxMessages} entries (limits.maxMessages)` },
    ])
  }
  return read.input
}

function invalid(issues: readonly { path: string; problem: string }[]): RuntimeError {
  const details = issues
    .map(({ path, problem }) => (path === '' ? problem : `${path}: ${problem}`))
    .join('; ')
  return new RuntimeError('invalid_run_input', details, { details: { details, issues } })
}
