import { mayBeDeleted } from './deletable-threads.ts'
import type { Journal } from './journal.ts'
import type { StormProcess } from './processes.ts'
import { type RunSummary, runsOf, textsOf } from './thread-requests.ts'
import { lengthOf, type View } from './view.ts'

/**
 * Compares what every reader saw with what the store has, once nothing runs any more: each run has one record, it ended
 * as everybody was told, and with the text that they had. Of a thread that may be deleted, the runs that it has are
 * compared. Adds what is wrong to the journal.
 */
export async function checkRecords(journal: Journal, process: StormProcess): Promise<void> {
  for (const [threadId, seen] of journal.seen) {
    const runs = await runsOf(process, threadId)
    const texts = await textsOf(process, threadId)
    checkRuns(journal, threadId, runs, seen)
    const views = journal.views.filter((view) => view.threadId === threadId)
    for (const run of runs) {
      if (run.status !== 'running') journal.figures.runsEnded[run.status] += 1
      checkEnds(journal, run, lengthOf(texts, run.runId), views)
    }
    if (!mayBeDeleted(threadId)) checkEmptyStreams(journal, threadId, runs, seen)
  }
}

function checkRuns(
  journal: Journal,
  threadId: string,
  runs: readonly RunSummary[],
  seen: ReadonlyMap<string, number>,
): void {
  const who = `the store's list of runs of ${threadId}`
  const ids = runs.map(({ runId }) => runId)
  if (new Set(ids).size !== ids.length) journal.violation(who, `names a run twice: ${ids.join(', ')}`)
  for (const runId of seen.keys()) {
    if (!ids.includes(runId) && !mayBeDeleted(threadId))
      journal.violation(who, `does not have ${runId}, which was seen to start`)
  }
  for (const { runId, status } of runs) {
    if (status === 'running') journal.violation(who, `has ${runId} as running after everything has ended`)
  }
}

function checkEnds(
  journal: Journal,
  { runId, status }: RunSummary,
  kept: number,
  views: readonly View[],
): void {
  let beyond = 0
  for (const view of views) {
    const end = view.ended.get(runId)
    beyond = Math.max(beyond, (view.shown.get(runId) ?? 0) - kept)
    if (end === undefined) continue
    const who = `a reader of ${view.threadId}`
    if (end.status !== status)
      journal.violation(who, `saw ${runId} end ${end.status}, the store says ${status}`)
    else if (end.length !== kept && status !== 'interrupted')
      journal.violation(who, `had ${end.length} characters of ${runId} at its end, the store has ${kept}`)
  }
  if (beyond <= 0) return
  journal.figures.runsShownBeyondKept += 1
  journal.figures.mostShownBeyondKept = Math.max(journal.figures.mostShownBeyondKept, beyond)
  if (status !== 'interrupted')
    journal.violation('a reader', `was shown ${beyond} characters of ${runId} (${status}) that are not kept`)
}

/** An empty stream is only correct if no client had seen a later run before the request. */
function checkEmptyStreams(
  journal: Journal,
  threadId: string,
  runs: readonly RunSummary[],
  seen: ReadonlyMap<string, number>,
): void {
  for (const stream of journal.emptyStreams.filter((each) => each.threadId === threadId)) {
    const last = runs.findIndex(({ runId }) => runId === stream.lastRun)
    const missed = runs.slice(last + 1).find(({ runId }) => (seen.get(runId) ?? Infinity) < stream.askedAt)
    if (missed !== undefined)
      journal.violation(stream.who, `got an empty stream, and ${missed.runId} had been seen before by others`)
  }
}
