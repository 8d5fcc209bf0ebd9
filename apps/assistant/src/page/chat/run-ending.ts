import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { useEffect, useState } from 'react'
import { RUNTIME_URL } from '../frame/connection.ts'

/** How the last run ended, if it did not end by itself. */
export type RunEnding = 'stopped' | 'interrupted' | 'failed'

/** The ending of the last run of a thread, and a function for the stop button of this window. */
export function useRunEnding(
  agent: AbstractAgent,
  agentId: string,
  threadId: string,
): { ending: RunEnding | undefined; markStopped(): void } {
  const [ending, setEnding] = useState<RunEnding>()

  useEffect(() => {
    let runs = 0
    const subscription = agent.subscribe({
      onRunStartedEvent: () => {
        runs += 1
        setEnding(undefined)
      },
      onRunFinishedEvent: () => {
        const run = runs
        void wasStopped(agentId, threadId).then((stopped) => {
          if (stopped && run === runs) setEnding('stopped')
        })
      },
      onRunErrorEvent: ({ event }) => setEnding(event.code === 'run_interrupted' ? 'interrupted' : 'failed'),
    })
    return () => {
      runs = -1
      subscription.unsubscribe()
    }
  }, [agent, agentId, threadId])

  // A window that stops a run closes its stream, and does not receive the ending.
  return { ending, markStopped: () => setEnding('stopped') }
}

/**
 * Whether the last run of an idle thread was stopped. The stock client reads AG-UI 0.x, which has no such outcome, so it is
 * read once more as AG-UI 1.0.
 */
async function wasStopped(agentId: string, threadId: string): Promise<boolean> {
  const response = await fetch(`${RUNTIME_URL}/agent/${encodeURIComponent(agentId)}/connect`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ threadId, runId: crypto.randomUUID(), protocolVersion: '1.0', messages: [] }),
  }).catch(() => undefined)
  const frames = (await response?.text().catch(() => '')) ?? ''
  const last = frames.trimEnd().split('\n\n').at(-1) ?? ''
  return /"type":"RUN_FINISHED"/.test(last) && /"outcome":\{"type":"cancelled"/.test(last)
}
