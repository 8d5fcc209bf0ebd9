import { RuntimeError } from '../http/runtime-error.ts'
import type { RouteResult } from '../routing/dispatch.ts'
import { sseResponse } from '../sse/sse.ts'
import { framesIn } from '../sse/sse-frames.ts'
import { recordReader } from './after-connect.ts'
import { wireVersionOf } from './event-response.ts'
import type { HandlerContext } from './handler-context.ts'
import { readInput } from './run-input.ts'
import { fromRunnerError } from './runner-errors.ts'

/**
 * `POST` and `GET /agent/:agentId/connect`: streams a thread and follows its running run. The GET form reads
 * `threadId` from the query, so that a browser's `EventSource` can connect. `Last-Event-ID` or `?cursor=` resumes. With
 * `?follow=1` it waits for the next run if there is nothing new.
 */
export async function connect(
  context: HandlerContext,
  { agentId }: { agentId: string },
): Promise<RouteResult> {
  const { runtime, request } = context
  await context.agent(agentId)
  const query = new URL(request.url).searchParams
  const asked = request.method === 'POST' ? await readInput(request, runtime) : fromQuery(query)
  const owner = await context.admit({ agentId, threadId: asked.threadId })
  const cursor = request.headers.get('last-event-id') ?? query.get('cursor') ?? undefined
  const wait = request.method === 'GET' && query.get('follow') === '1'
  try {
    const joined = await runtime.runs.follow({ threadId: asked.threadId, agentId, owner, cursor, wait })
    const followed =
      runtime.debugEvents?.watch(joined, { owner, agentId, threadId: asked.threadId }) ?? joined
    const recorded = runtime.hasAfterMiddleware ? recordReader(followed, asked.threadId) : undefined
    const reader = recorded ?? followed
    return {
      after: recorded?.after,
      response: sseResponse(() => reader, {
        toFrames: framesIn(wireVersionOf(asked.protocolVersion)),
        keepAliveMs: runtime.keepAliveMs,
        request,
      }),
    }
  } catch (error) {
    throw fromRunnerError(error, joinFailed)
  }
}

function joinFailed(cause: unknown): RuntimeError {
  return new RuntimeError('threads_failed', 'The thread could not be read', { cause })
}

function fromQuery(query: URLSearchParams): { threadId: string; protocolVersion: string | undefined } {
  const threadId = query.get('threadId')
  if (threadId === null || threadId === '') {
    throw new RuntimeError('invalid_request', "The query parameter 'threadId' is missing")
  }
  return { threadId, protocolVersion: query.get('protocolVersion') ?? undefined }
}
