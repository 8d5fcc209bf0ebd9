import { userHeaders } from './deletable-threads.ts'
import type { Journal } from './journal.ts'
import type { StormProcess } from './processes.ts'
import type { EndStatus } from './view.ts'

/** A run as the server lists it. */
export interface RunSummary {
  readonly runId: string
  readonly status: EndStatus | 'running'
}

/** Milliseconds that a request may take: a stop waits for a process that does not answer. */
const PATIENCE_MS = 60_000

/** Stops whatever runs on a thread. */
export async function stopRun(
  { journal }: { journal: Journal },
  process: StormProcess,
  threadId: string,
): Promise<void> {
  try {
    const path = `/agent/storm/stop/${encodeURIComponent(threadId)}`
    const { stopped } = (await request(process, threadId, path, 'POST')) as { stopped: boolean }
    if (stopped) journal.figures.stops += 1
  } catch {
    journal.figures.failedRequests += 1
  }
}

/** Deletes a thread. */
export async function deleteThread(
  { journal }: { journal: Journal },
  process: StormProcess,
  threadId: string,
): Promise<void> {
  try {
    await request(process, threadId, `/threads/${encodeURIComponent(threadId)}`, 'DELETE')
    journal.figures.deletions += 1
  } catch {
    journal.figures.failedRequests += 1
  }
}

/** Deletes all threads of the user of a thread. */
export async function clearThreads(
  { journal }: { journal: Journal },
  process: StormProcess,
  threadId: string,
): Promise<void> {
  try {
    await request(process, threadId, '/threads/clear', 'POST')
    journal.figures.clears += 1
  } catch {
    journal.figures.failedRequests += 1
  }
}

/** All runs of a thread, the oldest first; none if there is no such thread. */
export async function runsOf(process: StormProcess, threadId: string): Promise<RunSummary[]> {
  const runs: RunSummary[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const path = `/threads/${encodeURIComponent(threadId)}/runs?limit=200${cursor && `&cursor=${cursor}`}`
    const page = (await request(process, threadId, path, 'GET')) as {
      runs: RunSummary[]
      nextCursor: string | null
    } | null
    if (page === null) break
    runs.push(...page.runs)
    cursor = page.nextCursor
  }
  return runs.reverse()
}

/** The texts of all messages of agents on a thread. */
export async function textsOf(process: StormProcess, threadId: string): Promise<Map<string, string>> {
  const path = `/threads/${encodeURIComponent(threadId)}/messages`
  const answer = (await request(process, threadId, path, 'GET')) as {
    messages: readonly { id: string; role: string; content?: unknown }[]
  } | null
  const said = answer?.messages.filter(({ role }) => role === 'assistant') ?? []
  return new Map(said.map(({ id, content }) => [id, typeof content === 'string' ? content : '']))
}

/** A JSON answer to a request of the user of a thread; null for 404. */
async function request(
  { url }: StormProcess,
  threadId: string,
  path: string,
  method: string,
): Promise<unknown> {
  if (url === undefined) throw new Error('The process is down')
  const response = await fetch(`${url}${path}`, {
    method,
    headers: userHeaders(threadId),
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
  if (response.status === 404) {
    await response.text()
    return null
  }
  if (!response.ok)
    throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`)
  return response.status === 204 ? undefined : await response.json()
}
