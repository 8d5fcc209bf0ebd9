import { CopilotChat, useAgent, useConfigureSuggestions } from '@copilotkit/react-core/v2'
import { setNotice } from '@flightdeck/page-kit'
import { useEffect, useLayoutEffect, useMemo } from 'react'
import { AGENT_ID } from '../list/agent-id.ts'
import { useFollow } from '../list/follow.ts'
import type { LiveList } from '../list/live-list.ts'
import { Approval } from './approval.tsx'
import type { ChatSituation } from './chat-situation.ts'
import { ChatSituationContext } from './chat-situation.ts'
import { ChatView } from './chat-view.tsx'

const STARTERS = [
  { title: 'A long answer', message: 'Give me a long answer' },
  { title: 'Ask for approval', message: 'Ask for my approval' },
  { title: 'What did I say?', message: 'What did I say before?' },
]

/** One thread: the stock chat with the additions of this page. */
export function Thread({ threadId, live }: { threadId: string; live: LiveList }) {
  const { agent } = useAgent({ agentId: AGENT_ID })
  const status = live.threads.get(threadId)
  const isUp = live.state !== 'down'
  const isAsking = agent.pendingInterrupts.length > 0
  const isInterrupted = status?.lastRunStatus === 'interrupted' && status.running === null
  const situation = useMemo(() => ({ isUp, isAsking, isInterrupted }), [isUp, isAsking, isInterrupted])
  const labels = useMemo(() => ({ chatInputPlaceholder: placeholderFor(situation) }), [situation])

  // One agent object is used for all threads. An open interrupt of another thread would prevent opening this one.
  useLayoutEffect(() => {
    agent.pendingInterrupts = []
  }, [agent])

  useEffect(() => {
    const subscription = agent.subscribe({ onRunStartedEvent: () => setNotice(undefined) })
    return () => subscription.unsubscribe()
  }, [agent])

  useFollow({ agent, threadId, status, opening: live.opening })
  useConfigureSuggestions({ available: 'always', suggestions: STARTERS, consumerAgentId: AGENT_ID }, [])

  return (
    <ChatSituationContext value={situation}>
      <Approval agentId={AGENT_ID} />
      <CopilotChat
        agentId={AGENT_ID}
        threadId={threadId}
        labels={labels}
        chatView={ChatView}
        inspectorTools={false}
      />
    </ChatSituationContext>
  )
}

function placeholderFor({ isUp, isAsking }: ChatSituation): string {
  if (!isUp) return 'The server cannot be reached…'
  return isAsking ? 'The agent is waiting for your approval above…' : 'Write a message…'
}
