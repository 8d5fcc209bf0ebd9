import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { HttpAgent, useCopilotKit } from '@copilotkit/react-core/v2'
import { useEffect } from 'react'

const CHANNEL = 'flightdeck.runs'
/** Milliseconds between a reconnect and reading the thread, so that an unstable connection causes few requests. */
const REPAIR_MS = 300

/**
 * Keeps a window up to date. The stock chat reads a thread only when it opens it, so it would miss a run that another
 * window starts later, and would not continue an answer after a lost connection. Here the window that starts a run
 * notifies the others, which read the thread again. Every window also does so after a reconnect.
 */
export function useFollow(agent: AbstractAgent, threadId: string, repairs: number): void {
  const { copilotkit } = useCopilotKit()

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    let abort = new AbortController()
    let isWanted = false
    let over = false

    const read = async (): Promise<void> => {
      if (over || agent.threadId !== threadId) return
      isWanted = agent.isRunning
      if (isWanted) return
      const before = agent.messages
      // An approval that another window has resolved must not stop this window from reading.
      agent.pendingInterrupts = []
      abort = new AbortController()
      if (agent instanceof HttpAgent) agent.abortController = abort
      await copilotkit.connectAgent({ agent })
      // A first message that did not reach the server is sent with the next one.
      if (!over && agent.threadId === threadId && agent.messages.length === 0) agent.setMessages(before)
    }

    const subscription = agent.subscribe({
      onRunStartedEvent: ({ event, input }) => {
        // Only a run of this window has an id that this window chose.
        if (event.runId === input.runId) channel.postMessage(threadId)
      },
      onRunFinalized: () => {
        if (isWanted) setTimeout(read)
      },
    })
    const onVisible = (): void => {
      if (document.visibilityState === 'visible') void read()
    }
    channel.onmessage = ({ data }) => {
      if (data === threadId) void read()
    }
    document.addEventListener('visibilitychange', onVisible)
    const repair = repairs > 0 ? setTimeout(read, REPAIR_MS) : undefined

    return () => {
      over = true
      clearTimeout(repair)
      abort.abort()
      channel.close()
      subscription.unsubscribe()
      document.removeEventListener('visibilitychange', onVisible)
    }
  }, [agent, copilotkit, threadId, repairs])
}
