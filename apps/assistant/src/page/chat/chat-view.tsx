import '@flightdeck/page-kit/chat.css'
import './chat-view.css'
import type { CopilotChatInputProps, CopilotChatViewProps } from '@copilotkit/react-core/v2'
import { CopilotChatInput, CopilotChatView, useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { NoticeCard } from '@flightdeck/page-kit'
import { createContext, useContext } from 'react'
import { Greeting } from '../start/greeting.tsx'
import { useSendQueue } from './send-queue.ts'

/** The state of the page that the chat needs. */
export interface ChatSituation {
  isServerUp: boolean
  /** Whether the agent waits for an approval. */
  isAsking: boolean
}

export const ChatSituationContext = createContext<ChatSituation>({ isServerUp: true, isAsking: false })

const WaitingContext = createContext<string | undefined>(undefined)

/**
 * The stock view with three changes: an empty thread shows the greeting even if its id is in the URL, a message sent
 * during a run, or before the stock chat has connected to the thread, is queued, and nothing is sent while the server
 * cannot be reached.
 */
export function ChatView(props: CopilotChatViewProps) {
  const { isServerUp, isAsking } = useContext(ChatSituationContext)
  const { isRunning = false, isConnecting = false, suggestions = [], onSubmitMessage, onInputChange } = props
  const canSend = isServerUp && !isAsking && onSubmitMessage !== undefined
  const isBusy = isRunning || isConnecting
  const { send, waiting } = useSendQueue({ isBusy, canSend, onSubmitMessage, onInputChange })
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
    <div className="composer" data-thread={threadId}>
      <NoticeCard threadId={threadId} />
      {waiting !== undefined && (
        <p className="waiting" data-testid="waiting">
          Will be sent after this answer: “{waiting}”
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
