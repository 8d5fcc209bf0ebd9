import { CopilotChat, useAgent, useConfigureSuggestions } from '@copilotkit/react-core/v2'
import { useEffect, useLayoutEffect, useMemo } from 'react'
import type { Address } from './address.ts'
import { Approval } from './approval.tsx'
import type { ChatSituation } from './chat-view.tsx'
import { ChatSituationContext, ChatView } from './chat-view.tsx'
import { useFollow } from './follow.ts'
import { setNotice } from './notice.ts'
import { OPEN_STARTERS, STARTERS } from './starters.ts'
import { rememberThread } from './thread-list.ts'

interface ThreadProps {
  address: Address
  isServerUp: boolean
  /** Counts the repairs of the connection, after each of which the thread is read again. */
  repairs: number
}

/** One thread: the stock chat, and what this page adds to it. */
export function Thread({ address, isServerUp, repairs }: ThreadProps) {
  const { threadId, agentId } = address
  const { agent } = useAgent({ agentId })
  const isAsking = agent.pendingInterrupts.length > 0
  const situation = useMemo(() => ({ isServerUp, isAsking }), [isServerUp, isAsking])
  const labels = useMemo(() => ({ chatInputPlaceholder: placeholderFor(situation) }), [situation])
  const question =
    agent.threadId === threadId ? agent.messages.find((message) => message.role === 'user') : undefined
  const title = typeof question?.content === 'string' ? question.content.trim().slice(0, 80) : undefined

  // One agent object serves all threads. An interrupt that another thread left open would keep it from opening this one.
  useLayoutEffect(() => {
    agent.pendingInterrupts = []
  }, [agent])

  useEffect(() => {
    if (title) rememberThread({ id: threadId, agentId, title })
  }, [threadId, agentId, title])

  useEffect(() => {
    const subscription = agent.subscribe({ onRunStartedEvent: () => setNotice(undefined) })
    return () => subscription.unsubscribe()
  }, [agent])

  useFollow(agent, threadId, repairs)
  useConfigureSuggestions(
    {
      available: 'always',
      suggestions: agentId === 'default' ? STARTERS : OPEN_STARTERS,
      consumerAgentId: agentId,
    },
    [agentId],
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
  if (!isServerUp) return 'The server does not answer just now…'
  return isAsking ? 'The agent waits for your answer above…' : 'Write something, or pick a chip…'
}
