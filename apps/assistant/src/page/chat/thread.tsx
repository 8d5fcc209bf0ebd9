import { CopilotChat, useAgent, useAgentContext, useConfigureSuggestions } from '@copilotkit/react-core/v2'
import { setNotice } from '@flightdeck/page-kit'
import { useContext, useEffect, useLayoutEffect, useMemo } from 'react'
import type { Address } from '../frame/address.ts'
import { Approval } from '../approval/approval.tsx'
import type { ChatSituation } from './chat-view.tsx'
import { ChatSituationContext, ChatView } from './chat-view.tsx'
import { useFollow } from './follow.ts'
import { ModelContext } from '../expenses/model-context.ts'
import { startersFor } from '../start/starters.ts'
import { nameThread, refreshThreads, useThreadList } from '../threads/thread-list.ts'
import { todayText } from './today.ts'

interface ThreadProps {
  address: Address
  isServerUp: boolean
  /** Counts reconnects. After each the thread is read again. */
  repairs: number
}

/** One thread: the stock chat with the additions of this page. */
export function Thread({ address, isServerUp, repairs }: ThreadProps) {
  const { threadId, agentId } = address
  const { agent } = useAgent({ agentId })
  const isMock = useContext(ModelContext)?.isMock ?? false
  const isAsking = agent.pendingInterrupts.length > 0
  const isNameless = useThreadList().some((thread) => thread.id === threadId && !thread.isNamed)
  const situation = useMemo(() => ({ isServerUp, isAsking }), [isServerUp, isAsking])
  const labels = useMemo(() => ({ chatInputPlaceholder: placeholderFor(situation) }), [situation])
  const question =
    agent.threadId === threadId ? agent.messages.find((message) => message.role === 'user') : undefined
  const title = typeof question?.content === 'string' ? question.content.trim().slice(0, 80) : undefined

  // One agent object is used for all threads. An open interrupt of another thread would prevent opening this one.
  useLayoutEffect(() => {
    agent.pendingInterrupts = []
  }, [agent])

  useEffect(() => {
    if (title && isNameless) void nameThread(threadId, title)
  }, [threadId, title, isNameless])

  useEffect(() => {
    void refreshThreads()
    const subscription = agent.subscribe({
      onRunStartedEvent: () => {
        setNotice(undefined)
        void refreshThreads()
      },
      onRunFinalized: () => void refreshThreads(),
    })
    return () => subscription.unsubscribe()
  }, [agent])

  useAgentContext({ description: 'The current date of the user', value: todayText() })

  useFollow(agent, threadId, repairs)
  useConfigureSuggestions(
    {
      available: 'always',
      suggestions: startersFor(agentId, isMock),
      consumerAgentId: agentId,
    },
    [agentId, isMock],
  )

  return (
    <ChatSituationContext value={situation}>
      <Approval agentId={agentId} />
      <CopilotChat
        agentId={agentId}
        threadId={threadId}
        labels={labels}
        chatView={ChatView}
        inspectorTools={false}
      />
    </ChatSituationContext>
  )
}

function placeholderFor({ isServerUp, isAsking }: ChatSituation): string {
  if (!isServerUp) return 'The server cannot be reached…'
  return isAsking
    ? 'The agent is waiting for your approval above…'
    : 'Write a message, or choose a suggestion…'
}
