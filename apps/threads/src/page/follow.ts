import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { HttpAgent, useCopilotKit } from '@copilotkit/react-core/v2'
import { useEffect, useRef } from 'react'
import type { ThreadStatus } from './live-list.ts'

/** The stock chat reads a thread when it opens it, and a run of this window tells of itself: they get a head start. */
const HEAD_START_MS = 300

interface FollowOptions {
  agent: AbstractAgent
  threadId: string
  /** What the live list says of the thread. */
  status: ThreadStatus | undefined
  /** Which opening of the live list this is. */
  opening: number
}

/**
 * Keeps a window up to date. The stock chat reads a thread once, so a run that another window starts would pass it by,
 * and an answer whose connection breaks off would stay broken. Here the thread is read again when the live list tells
 * of a run that this window has not seen, and whenever the server was reached anew.
 */
export function useFollow({ agent, threadId, status, opening }: FollowOptions): void {
  const { copilotkit } = useCopilotKit()
  const seenRuns = useRef(new Set<string>())
  const lastRunId = useRef<string>(undefined)
  /** The opening and the `lastRunAt` up to which this window has everything. */
  const upTo = useRef({ opening, lastRunAt: status?.lastRunAt })

  useEffect(() => {
    const { runId } = status?.running ?? {}
    if (runId !== undefined) lastRunId.current = runId
    // What the list says when it is first read, the stock chat has read as well; a run that lasts it may have missed.
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
      // A run that lasts in this window is looked after when it has ended.
      if (agent.threadId !== threadId || agent.isRunning) return
      const isDone = isUpToDate()
      upTo.current = { opening, lastRunAt: status?.lastRunAt }
      if (isDone) return
      // An approval that was answered elsewhere must not keep this window from reading on.
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
