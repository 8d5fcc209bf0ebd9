import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { CopilotChat, useAgent, useAgentContext, useConfigureSuggestions } from '@copilotkit/react-core/v2'
import { setNotice } from '@flightdeck/page-kit'
import { useContext, useEffect, useLayoutEffect, useMemo } from 'react'
import { Approval } from '../approval/approval.tsx'
import { ModelContext } from '../expenses/model-context.ts'
import type { Address } from '../frame/address.ts'
import { startersFor } from '../start/starters.ts'
import { nameThread, refreshThreads, showName, useThreadList } from '../threads/thread-list.ts'
import { ChatSituationContext, ChatView } from './chat-view.tsx'
import { CONTINUE } from './ending-card.tsx'
import { useFollow } from './follow.ts'
import { useRunEnding } from './run-ending.ts'
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
  const { ending, markStopped } = useRunEnding(agent, agentId, threadId)
  const said = agent.threadId === threadId ? textsOfUser(agent.messages) : []
  const title = said[0]?.trim().slice(0, 80)
  const situation = {
    isServerUp,
    isAsking,
    ending,
    question: said.findLast((text) => text !== CONTINUE),
    onStop: markStopped,
  }
  const placeholder = placeholderFor(isServerUp, isAsking)
  const labels = useMemo(() => ({ chatInputPlaceholder: placeholder }), [placeholder])

  // One agent object is used for all threads. An open interrupt of another thread would prevent opening this one.
  useLayoutEffect(() => {
    agent.pendingInterrupts = []
  }, [agent])

  // The list shows the name at once, also if the server does not know the thread yet.
  useEffect(() => {
    if (title) showName({ id: threadId, agentId, title })
  }, [threadId, agentId, title])

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

/** Short, so that it fits one line on a phone. */
function placeholderFor(isServerUp: boolean, isAsking: boolean): string {
  if (!isServerUp) return 'Server not reachable…'
  return isAsking ? 'Answer the question above…' : 'Write a message…'
}

function textsOfUser(messages: AbstractAgent['messages']): string[] {
  return messages.flatMap(({ role, content }) =>
    role === 'user' && typeof content === 'string' ? [content] : [],
  )
}
