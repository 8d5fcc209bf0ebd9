import { type RunSummary, toIdentity } from '../contract/run-observer.ts'
import type { AcceptedRun } from '../contract/runner-requests.ts'
import { endedPreludeOf } from '../log/catch-up.ts'
import type { LogReader } from '../log/log-reader.ts'
import { readOnce } from '../log/read-once.ts'
import type { RunRecord, ThreadView } from '../store/thread-record.ts'

/** How a run that lasts is reached. */
export interface RepeatedRunSource {
  follow(): LogReader
  /** What came of it, once it has ended; nothing if its thread is gone. */
  ending(): Promise<RunRecord | undefined>
}

/**
 * A run that was asked for a second time with the same answers: whoever asks is told what came of it the first time.
 * It does no work and no observer is told of it.
 */
export function repeatedRun(thread: ThreadView, run: RunRecord, source: RepeatedRunSource): AcceptedRun {
  return {
    threadId: thread.key.threadId,
    runId: run.runId,
    reader: () => (run.ending === undefined ? source.follow() : readOnce([endedPreludeOf(thread, run)])),
    ended:
      run.status === 'running'
        ? summaryOnceEnded(thread, run, source)
        : Promise.resolve(toSummary(thread, run)),
    repeated: true,
  }
}

async function summaryOnceEnded(
  thread: ThreadView,
  run: RunRecord,
  source: RepeatedRunSource,
): Promise<RunSummary> {
  try {
    return toSummary(thread, (await source.ending()) ?? run)
  } catch {
    // A store that fails leaves the question open, as a server that shuts down does.
    return toSummary(thread, run)
  }
}

function toSummary({ key }: ThreadView, run: RunRecord): RunSummary {
  const { runId, agentId, startedAt, endedAt = Date.now(), status } = run
  return {
    ...toIdentity(key, runId, agentId),
    status: status === 'running' ? 'interrupted' : status,
    startedAt,
    endedAt,
    events: 0,
    repairs: {},
    messages: [],
  }
}
