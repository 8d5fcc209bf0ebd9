import type { ThreadPage } from '@flightdeck/protocol'
import { RuntimeError } from '../../http/runtime-error.ts'
import type { RouteResult } from '../../routing/dispatch.ts'
import { toThreadRecord } from '../../thread-list/thread-record.ts'
import type { HandlerContext } from '../handler-context.ts'
import { listLocally } from './local-threads.ts'
import { readPageQuery } from './page-query.ts'
import { admitToThreads, answer, attempt } from './thread-route.ts'

const ARCHIVED = ['without', 'with', 'only'] as const

/**
 * `GET /threads`: returns a page of the user's threads, most recently active first. Query: `agentId`,
 * `includeArchived=true` or `archived=with|only`, `limit`, `cursor`.
 */
export async function listThreads(context: HandlerContext): Promise<RouteResult> {
  const { request, runtime } = context
  const query = new URL(request.url).searchParams
  const agentId = query.get('agentId') || undefined
  const admitted = await admitToThreads(context, { agentId })
  const archived = readArchived(query)
  const page = readPageQuery(query, runtime.threadSettings.maxPageSize)
  return attempt('Failed to list threads', async () => {
    if (admitted.kind === 'local') return answer(await listLocally(admitted.endpoints, agentId))
    const { threads, owner } = admitted
    const listed = await threads.list({ owner, agentId, archived, ...page })
    return answer({
      threads: listed.threads.map(toThreadRecord),
      joinCode: null,
      nextCursor: listed.nextCursor ?? null,
    } satisfies ThreadPage)
  })
}

function readArchived(query: URLSearchParams): (typeof ARCHIVED)[number] {
  const asked = query.get('archived')
  if (asked === null || asked === '') return query.get('includeArchived') === 'true' ? 'with' : 'without'
  const archived = ARCHIVED.find((choice) => choice === asked)
  if (archived !== undefined) return archived
  throw new RuntimeError(
    'invalid_request',
    "The query parameter 'archived' must be 'without', 'with' or 'only'",
  )
}
