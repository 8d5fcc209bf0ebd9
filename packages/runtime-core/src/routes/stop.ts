import type { ServerRequest } from '../http/host-request.ts'
import { readText } from '../http/read-body.ts'
import { RuntimeError } from '../http/runtime-error.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import type { HandlerContext } from './handler-context.ts'
import { fromRunnerError } from './runner-errors.ts'

/** Enough for `{"runId":"…"}`. */
const MAX_STOP_BODY_BYTES = 16_384

/**
 * `POST /agent/:agentId/stop/:threadId`: stops the run of a thread and responds when the thread is free. With `runId`,
 * in the query or in a JSON body, only that run is stopped.
 */
export async function stop(
  context: HandlerContext,
  { agentId, threadId }: { agentId: string; threadId: string },
): Promise<RouteResult> {
  const { runtime, request } = context
  await context.agent(agentId)
  const owner = await context.admit({ agentId, threadId })
  const runId = await readRunId(request)
  try {
    const stopped = await runtime.runs.stop({ threadId, runId, owner })
    return { response: Response.json(stopped ? STOPPED : nothingToStop(threadId)) }
  } catch (error) {
    throw fromRunnerError(error, (cause) => new RuntimeError('stop_failed', undefined, { cause }))
  }
}

const STOPPED = {
  stopped: true,
  interrupt: { type: 'RUN_ERROR', message: 'Run stopped by user', code: 'STOPPED' },
}

function nothingToStop(threadId: string): { stopped: false; message: string } {
  return { stopped: false, message: `No active run for thread '${threadId}'.` }
}

/**
 * CopilotKit's runtime ignores the body, so a body that is not a JSON object is accepted. An invalid `runId` is refused,
 * because the stop might end another run.
 */
async function readRunId(request: ServerRequest): Promise<string | undefined> {
  const asked = new URL(request.url).searchParams.get('runId')
  if (asked !== null) return asked
  const body = parsed(await readText(request, MAX_STOP_BODY_BYTES))
  const runId: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'runId') : undefined
  if (runId === undefined || runId === null || typeof runId === 'string') return runId ?? undefined
  throw new RuntimeError('invalid_request', 'runId must be a string')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
