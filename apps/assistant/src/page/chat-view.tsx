import '@flightdeck/page-kit/chat.css'
import './chat-view.css'
import type { CopilotChatInputProps, CopilotChatViewProps } from '@copilotkit/react-core/v2'
import { CopilotChatInput, CopilotChatView, useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { NoticeCard } from '@flightdeck/page-kit'
import { createContext, useContext } from 'react'
import { Greeting } from './greeting.tsx'
import { useSendQueue } from './send-queue.ts'

/** What the chat must know of the page around it. */
export interface ChatSituation {
  isServerUp: boolean
  /** Whether the agent has paused and waits for an answer. */
  isAsking: boolean
}

export const ChatSituationContext = createContext<ChatSituation>({ isServerUp: true, isAsking: false })

const WaitingContext = createContext<string | undefined>(undefined)

/**
 * The stock view with three changes: an empty thread greets also when its id is in the address, a message sent while
 * an answer is running waits for its turn, and nothing is sent while it could not arrive.
 */
export function ChatView(props: CopilotChatViewProps) {
  const { isServerUp, isAsking } = useContext(ChatSituationContext)
  const { isRunning = false, suggestions = [], onSubmitMessage, onInputChange } = props
  const canSend = isServerUp && !isAsking && onSubmitMessage !== undefined
  const { send, waiting } = useSendQueue({ isRunning, canSend, onSubmitMessage, onInputChange })
  const { onSubmitMessage: _direct, ...rest } = props
  return (
    <WaitingContext value={waiting}>
      <CopilotChatView
        {...rest}
        {...(canSend && { onSubmitMessage: send })}
        suggestions={canSend ? suggestions : []}
        hasExplicitThreadId={false}
        welcomeScreen={{ welcomeMessage: Greeting }}
        input={Composer as typeof CopilotChatInput}
      />
    </WaitingContext>
  )
}

function Composer(props: CopilotChatInputProps) {
  const waiting = useContext(WaitingContext)
  const threadId = useCopilotChatConfiguration()?.threadId ?? ''
  const label = props.isRunning ? 'Stop' : 'Send'
  return (
    <div className="composer">
      <NoticeCard threadId={threadId} />
      {waiting !== undefined && (
        <p className="waiting" data-testid="waiting">
          Sent when this answer is done: “{waiting}”
        </p>
      )}
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
