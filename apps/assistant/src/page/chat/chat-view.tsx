import '@flightdeck/page-kit/chat.css'
import './chat-view.css'
import type { CopilotChatInputProps, CopilotChatViewProps } from '@copilotkit/react-core/v2'
import { CopilotChatInput, CopilotChatView, useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { createContext, useContext } from 'react'
import { Greeting } from '../start/greeting.tsx'
import { EndingCard } from './ending-card.tsx'
import type { RunEnding } from './run-ending.ts'
import { useSendQueue } from './send-queue.ts'

/** The state of the page that the chat needs. */
export interface ChatSituation {
  isServerUp: boolean
  /** Whether the agent waits for an approval. */
  isAsking: boolean
  /** How the last run ended, if it did not end by itself. */
  ending: RunEnding | undefined
  /** The last message of the user. */
  question: string | undefined
  /** Called when this window stops a run. */
  onStop(): void
}

export const ChatSituationContext = createContext<ChatSituation>({
  isServerUp: true,
  isAsking: false,
  ending: undefined,
  question: undefined,
  onStop() {},
})

/** What is above the input. */
interface ComposerState {
  waiting: string | undefined
  recall(): void
  send: ((text: string) => void) | undefined
}

const ComposerContext = createContext<ComposerState>({ waiting: undefined, recall() {}, send: undefined })

/**
 * The stock view with four changes: an empty thread shows the greeting even if its id is in the URL, a message sent
 * during a run, or before the stock chat has connected to the thread, is queued until the run has ended by itself, an
 * answer that was stopped is marked, and nothing is sent while the server cannot be reached.
 */
export function ChatView(props: CopilotChatViewProps) {
  const { isServerUp, isAsking, onStop: onStopped } = useContext(ChatSituationContext)
  const {
    isRunning = false,
    isConnecting = false,
    suggestions = [],
    onSubmitMessage,
    onInputChange,
    onStop,
  } = props
  const canSend = isServerUp && !isAsking && onSubmitMessage !== undefined
  const isBusy = isRunning || isConnecting
  const { send, waiting, recall } = useSendQueue({ isBusy, canSend, onSubmitMessage, onInputChange })
  const { onSubmitMessage: _direct, ...rest } = props
  const stop = (): void => {
    recall()
    onStop?.()
    onStopped()
  }
  return (
    <ComposerContext value={{ waiting, recall, send: canSend && !isBusy ? send : undefined }}>
      <CopilotChatView
        {...rest}
        {...(canSend && { onSubmitMessage: send })}
        {...(onStop && { onStop: stop })}
        suggestions={canSend ? suggestions : []}
        hasExplicitThreadId={false}
        welcomeScreen={{ welcomeMessage: Greeting }}
        input={Composer as typeof CopilotChatInput}
      />
    </ComposerContext>
  )
}

function Composer(props: CopilotChatInputProps) {
  const { waiting, recall, send } = useContext(ComposerContext)
  const { isServerUp, ending, question } = useContext(ChatSituationContext)
  const threadId = useCopilotChatConfiguration()?.threadId ?? ''
  const label = props.isRunning ? 'Stop' : 'Send'
  return (
    <div className="composer" data-thread={threadId}>
      <EndingCard {...{ threadId, ending, isServerUp, send, question }} />
      {waiting !== undefined && (
        <p className="waiting" data-testid="waiting">
          <span>Will be sent after this answer: “{waiting}”</span>
          <button type="button" onClick={recall}>
            Cancel
          </button>
        </p>
      )}
      <CopilotChatInput
        {...props}
        showDisclaimer={false}
        addMenuButton={Nothing as typeof CopilotChatInput.AddMenuButton}
        textArea={{ 'aria-label': 'Message' }}
        sendButton={{ 'aria-label': label, title: label, className: props.isRunning ? 'stop' : 'send' }}
      />
    </div>
  )
}

const Nothing = () => null
