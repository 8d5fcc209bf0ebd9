import { type RunSummary, toIdentity } from '../contract/run-observer.ts'
import type { AcceptedRun } from '../contract/runner-requests.ts'
import { deferredReader, type LogReader } from '../log/log-reader.ts'
import type { RunRecord, ThreadView } from '../store/thread-record.ts'

/** Access to the run. */
export interface RepeatedRunSource {
  /** Reads it from its first event, or its snapshot and ending if it has ended. */
  follow(): Promise<LogReader>
  /** Resolves with its record when it has ended; with undefined if its thread was deleted. */
  ending(): Promise<RunRecord | undefined>
}

/**
 * A run that was requested again with the same resume answers. Returns the events and the result of the first one.
 * Runs no agent and calls no observer.
 */
export function repeatedRun(thread: ThreadView, run: RunRecord, source: RepeatedRunSource): AcceptedRun {
  return {
    threadId: thread.key.threadId,
    runId: run.runId,
    reader: () => deferredReader(() => source.follow()),
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
    // If the store fails, the result is unknown.
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
