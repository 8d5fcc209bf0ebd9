import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { HttpAgent, useCopilotKit } from '@copilotkit/react-core/v2'
import { useEffect } from 'react'

const CHANNEL = 'flightdeck.runs'
/** Between a repair of the connection and the next look at the thread, so that a flapping one is not hammered. */
const REPAIR_MS = 300

/**
 * Keeps a window up to date. The stock chat reads a thread once, when it opens it, so a run that another window starts
 * later would pass it by, and an answer whose connection breaks off would stay broken. Here the window that starts a
 * run says so, and the others read the thread again; and so does every window after a repair of the connection.
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
      // An approval that was answered elsewhere must not keep this window from reading on.
      agent.pendingInterrupts = []
      abort = new AbortController()
      if (agent instanceof HttpAgent) agent.abortController = abort
      await copilotkit.connectAgent({ agent })
      // A first message that did not arrive is not on the server. It goes there with the next one.
      if (!over && agent.threadId === threadId && agent.messages.length === 0) agent.setMessages(before)
    }

    const subscription = agent.subscribe({
      onRunStartedEvent: ({ event, input }) => {
        // Only a run of this window carries the id that this window chose.
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
