import type { ThreadRunPage, ThreadRunRecord } from '@flightdeck/protocol'
import { type Message, openInterrupts, type RunRecord, type StoredMessage } from '@flightdeck/run-engine'
import { RuntimeError } from '../../http/runtime-error.ts'
import type { RouteResult } from '../../routing/dispatch.ts'
import { isoTime } from '../../thread-list/thread-record.ts'
import type { HandlerContext } from '../handler-context.ts'
import { threadKey } from '../thread-key.ts'
import { readPageQuery } from './page-query.ts'
import {
  admitToStore,
  admitToThreads,
  answer,
  answerText,
  attempt,
  found,
  type ThreadParams,
} from './thread-route.ts'

/** `GET /threads/:threadId/messages`: returns the messages, including those of a running run. */
export async function threadMessages(
  context: HandlerContext,
  { threadId }: ThreadParams,
): Promise<RouteResult> {
  const admitted = await admitToThreads(context, { threadId })
  return attempt('Failed to fetch thread messages', async () => {
    if (admitted.kind === 'local') {
      const messages = (await admitted.endpoints.getThreadMessages(threadId)) as Message[]
      return answer({ messages: messages.map(toInspected) })
    }
    const { messages } = found(await admitted.threads.content(threadKey(admitted.owner, threadId)))
    return answer({ messages: messages.map(parsed).map(toInspected) })
  })
}

/** `GET /threads/:threadId/events`: returns events that restore the thread, then those of a running run. */
export async function threadEvents(
  context: HandlerContext,
  { threadId }: ThreadParams,
): Promise<RouteResult> {
  const admitted = await admitToThreads(context, { threadId })
  return attempt('Failed to fetch thread events', async () => {
    if (admitted.kind === 'local')
      return answer({ events: await admitted.endpoints.getThreadEvents(threadId) })
    const events = found(await admitted.threads.events(threadKey(admitted.owner, threadId)))
    return answerText(`{"events":[${events.join(',')}]}`)
  })
}

/** `GET /threads/:threadId/state`: returns the shared state; `null` if there is none. */
export async function threadState(context: HandlerContext, { threadId }: ThreadParams): Promise<RouteResult> {
  const admitted = await admitToThreads(context, { threadId })
  return attempt('Failed to fetch thread state', async () => {
    if (admitted.kind === 'local')
      return answer({ state: (await admitted.endpoints.getThreadState(threadId)) ?? null })
    const { state } = found(await admitted.threads.content(threadKey(admitted.owner, threadId)))
    return answerText(`{"state":${state ?? 'null'}}`)
  })
}

/** `GET /threads/:threadId/runs`: returns a page of its runs, newest first. */
export async function threadRuns(context: HandlerContext, { threadId }: ThreadParams): Promise<RouteResult> {
  const { threads, owner } = await admitToStore(context, { threadId })
  const query = new URL(context.request.url).searchParams
  const { limit, cursor } = readPageQuery(query, context.runtime.threadSettings.maxPageSize)
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw new RuntimeError('invalid_cursor')
  const before = cursor === undefined ? undefined : Number(cursor)
  return attempt('Failed to fetch thread runs', async () => {
    found(await threads.get(threadKey(owner, threadId)))
    const runs = await threads.runs({ threadId, owner, limit: limit + 1, before })
    const page = runs.slice(0, limit)
    const last = runs.length > limit ? page.at(-1) : undefined
    const nextCursor = last === undefined ? null : String(last.base)
    return answer({ runs: page.map(toRunRecord), nextCursor } satisfies ThreadRunPage)
  })
}

/** `GET /threads/:threadId/interrupts`: returns the open AG-UI interrupts. */
export async function threadInterrupts(
  context: HandlerContext,
  { threadId }: ThreadParams,
): Promise<RouteResult> {
  const { threads, owner } = await admitToStore(context, { threadId })
  const thread = await attempt('Failed to fetch thread interrupts', () =>
    threads.get(threadKey(owner, threadId)),
  )
  return answer({ interrupts: openInterrupts(found(thread).interrupts) })
}

function parsed({ json }: StoredMessage): Message {
  return JSON.parse(json) as Message
}

/** A message as CopilotKit's inspector reads it: `args` are the arguments of a tool call. */
function toInspected(message: Message): object {
  const { id, role } = message
  return {
    id,
    role,
    ...('content' in message && message.content !== undefined && { content: message.content }),
    ...(message.role === 'activity' && { activityType: message.activityType }),
    ...('toolCalls' in message &&
      message.toolCalls &&
      message.toolCalls.length > 0 && {
        toolCalls: message.toolCalls.map((call) => ({
          id: call.id,
          name: call.function.name,
          args: call.function.arguments,
        })),
      }),
    ...(message.role === 'tool' && { toolCallId: message.toolCallId }),
  }
}

function toRunRecord({ runId, agentId, status, startedAt, endedAt, ending }: RunRecord): ThreadRunRecord {
  return {
    runId,
    agentId,
    status,
    startedAt: isoTime(startedAt),
    endedAt: endedAt === undefined ? null : isoTime(endedAt),
    ending: ending === undefined ? null : (JSON.parse(ending) as unknown),
  }
}
