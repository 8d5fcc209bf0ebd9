import type { ThreadChange } from '@flightdeck/run-engine'
import { readJson } from '../../http/read-body.ts'
import { RuntimeError } from '../../http/runtime-error.ts'
import type { RouteResult } from '../../routing/dispatch.ts'
import { MAX_NAME_LENGTH } from '../../runtime/thread-names.ts'
import { toThreadRecord } from '../../thread-list/thread-record.ts'
import type { HandlerContext } from '../handler-context.ts'
import { threadKey } from '../thread-key.ts'
import { admitToStore, answer, attempt, found, type ThreadParams } from './thread-route.ts'

/** `GET /threads/:threadId`: returns a thread without its content. */
export async function getThread(context: HandlerContext, { threadId }: ThreadParams): Promise<RouteResult> {
  const { threads, owner } = await admitToStore(context, { threadId })
  const thread = await attempt('Failed to fetch thread', () => threads.get(threadKey(owner, threadId)))
  return answer(toThreadRecord(found(thread)))
}

/** `PATCH /threads/:threadId`: renames, archives or unarchives a thread. */
export async function updateThread(
  context: HandlerContext,
  { threadId }: ThreadParams,
): Promise<RouteResult> {
  const { threads, owner } = await admitToStore(context, { threadId })
  const changes = readChanges(await readJson(context.request, context.runtime.bodyLimits))
  const thread = await attempt('Failed to update thread', () =>
    threads.update(threadKey(owner, threadId), changes),
  )
  return answer(toThreadRecord(found(thread)))
}

/** `POST /threads/:threadId/archive`: archives a thread. */
export async function archiveThread(
  context: HandlerContext,
  { threadId }: ThreadParams,
): Promise<RouteResult> {
  const { threads, owner } = await admitToStore(context, { threadId })
  found(await attempt('Failed to archive thread', () => threads.archive(threadKey(owner, threadId), true)))
  return answer({ threadId, archived: true })
}

/** `DELETE /threads/:threadId`: deletes a thread with its content. A running run is stopped first. */
export async function deleteThread(
  context: HandlerContext,
  { threadId }: ThreadParams,
): Promise<RouteResult> {
  const { threads, owner } = await admitToStore(context, { threadId })
  found(await attempt('Failed to delete thread', () => threads.delete(threadKey(owner, threadId))))
  return answer({ threadId, deleted: true })
}

function readChanges(body: unknown): ThreadChange {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('must be an object')
  const name: unknown = Reflect.get(body, 'name')
  const archived: unknown = Reflect.get(body, 'archived')
  if (name === undefined && archived === undefined) throw invalid('must have a name or archived')
  if (archived !== undefined && typeof archived !== 'boolean') throw invalid('archived must be a boolean')
  if (name === undefined || name === null) return { name, archived }
  if (typeof name !== 'string') throw invalid('name must be a string or null')
  const trimmed = name.trim()
  if (trimmed === '') throw invalid('name must not be blank')
  if (trimmed.length > MAX_NAME_LENGTH) throw invalid(`name must have at most ${MAX_NAME_LENGTH} characters`)
  return { name: trimmed, archived }
}

function invalid(problem: string): RuntimeError {
  return new RuntimeError('invalid_request', `The request body is not valid: ${problem}`, {
    error: 'Invalid request body',
  })
}
