import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { HttpAgent, useCopilotKit } from '@copilotkit/react-core/v2'
import { useEffect, useRef } from 'react'
import type { ThreadStatus } from './live-list.ts'

/** Delay before reading: the stock chat reads a thread when it opens it, and a run of this window reports itself. */
const HEAD_START_MS = 300

interface FollowOptions {
  agent: AbstractAgent
  threadId: string
  /** The thread's status in the live list. */
  status: ThreadStatus | undefined
  /** The number of the current connection of the live list. */
  opening: number
}

/**
 * Keeps a window up to date. The stock chat reads a thread once, so it would miss a run that another window starts, and
 * would not continue an answer after a lost connection. Here the thread is read again when the live list shows a run that
 * this window has not seen, and after every reconnect.
 */
export function useFollow({ agent, threadId, status, opening }: FollowOptions): void {
  const { copilotkit } = useCopilotKit()
  const seenRuns = useRef(new Set<string>())
  const lastRunId = useRef<string>(undefined)
  /** The connection number and the `lastRunAt` up to which this window is complete. */
  const upTo = useRef({ opening, lastRunAt: status?.lastRunAt })

  useEffect(() => {
    const { runId } = status?.running ?? {}
    if (runId !== undefined) lastRunId.current = runId
    // The stock chat has read the same state as the first list; it may have missed a run in progress.
    if (upTo.current.opening === 0 && opening === 1) {
      upTo.current = { opening, lastRunAt: status?.running ? undefined : status?.lastRunAt }
    }
    let timer: ReturnType<typeof setTimeout> | undefined

    const isUpToDate = (): boolean => {
      if (opening > upTo.current.opening) return false
      if (status === undefined || status.lastRunAt === upTo.current.lastRunAt) return true
      return lastRunId.current !== undefined && seenRuns.current.has(lastRunId.current)
    }
    const look = async (): Promise<void> => {
      // A run in progress in this window is checked when it has ended.
      if (agent.threadId !== threadId || agent.isRunning) return
      const isDone = isUpToDate()
      upTo.current = { opening, lastRunAt: status?.lastRunAt }
      if (isDone) return
      // An approval that another window has resolved must not stop this window from reading.
      agent.pendingInterrupts = []
      if (agent instanceof HttpAgent) agent.abortController = new AbortController()
      await copilotkit.connectAgent({ agent })
    }
    const lookSoon = (): void => {
      clearTimeout(timer)
      timer = setTimeout(look, HEAD_START_MS)
    }

    const subscription = agent.subscribe({
      onRunStartedEvent: ({ event }) => void seenRuns.current.add(event.runId),
      onRunFinalized: lookSoon,
    })
    lookSoon()
    return () => {
      clearTimeout(timer)
      subscription.unsubscribe()
    }
  }, [agent, copilotkit, threadId, status, opening])
}
