import '@flightdeck/page-kit/chat.css'
import './chat-view.css'
import type { CopilotChatInputProps, CopilotChatViewProps } from '@copilotkit/react-core/v2'
import { CopilotChatInput, CopilotChatView, useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { NoticeCard } from '@flightdeck/page-kit'
import { useContext } from 'react'
import { ChatSituationContext } from './chat-situation.ts'
import { Greeting } from './greeting.tsx'
import { InterruptedCard } from './interrupted-card.tsx'

/**
 * The stock view with three changes: an empty thread shows the greeting even if its id is in the URL, nothing is sent
 * while the chat or the server would drop it, and errors are shown above the input. Until a thread is connected, the stock
 * chat would drop a message.
 */
export function ChatView(props: CopilotChatViewProps) {
  const { isUp, isAsking } = useContext(ChatSituationContext)
  const canSend = isUp && !isAsking && !props.isRunning && !props.isConnecting
  const { onSubmitMessage, ...rest } = props
  return (
    <CopilotChatView
      {...rest}
      {...(canSend && onSubmitMessage && { onSubmitMessage })}
      suggestions={canSend ? (props.suggestions ?? []) : []}
      hasExplicitThreadId={false}
      welcomeScreen={{ welcomeMessage: Greeting }}
      input={Composer as typeof CopilotChatInput}
    />
  )
}

function Composer(props: CopilotChatInputProps) {
  const threadId = useCopilotChatConfiguration()?.threadId ?? ''
  const label = props.isRunning ? 'Stop' : 'Send'
  return (
    <div className="composer" data-thread={threadId}>
      <InterruptedCard />
      <NoticeCard threadId={threadId} />
      <CopilotChatInput
        {...props}
        showDisclaimer={false}
        addMenuButton={Nothing as typeof CopilotChatInput.AddMenuButton}
        sendButton={{ 'aria-label': label, title: label, className: props.isRunning ? 'stop' : 'send' }}
      />
    </div>
  )
}

const Nothing = () => null
