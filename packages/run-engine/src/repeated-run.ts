import type { LogReader } from './log-reader.ts'
import { endedPreludeOf } from './prelude.ts'
import { readOnce } from './read-once.ts'
import { toIdentity } from './run-observer.ts'
import type { AcceptedRun } from './runner-requests.ts'
import type { RunRecord, ThreadView } from './thread-record.ts'

/**
 * A run that was asked for a second time with the same answers: whoever asks is told what came of it the first time.
 * It does no work and nobody is told of it.
 */
export function repeatedRun(thread: ThreadView, run: RunRecord, follow: () => LogReader): AcceptedRun {
  const { threadId } = thread.key
  const { runId, agentId, startedAt, endedAt = startedAt, status } = run
  const reader = (): LogReader =>
    run.ending === undefined ? follow() : readOnce([endedPreludeOf(thread, run)])
  return {
    threadId,
    runId,
    reader,
    ended: Promise.resolve({
      ...toIdentity(thread.key, runId, agentId),
      status: status === 'running' ? 'finished' : status,
      startedAt,
      endedAt,
      events: 0,
      repairs: {},
      messages: [],
    }),
  }
}
