import './ending-card.css'
import { NoticeCard } from '@flightdeck/page-kit'
import type { RunEnding } from './run-ending.ts'

/** The message that asks for the rest of an answer. */
export const CONTINUE = 'Continue'

const MARKS = {
  stopped: 'Stopped. The answer is incomplete.',
  interrupted: 'The server was restarted. The answer is incomplete.',
}

interface EndingCardProps {
  threadId: string
  ending: RunEnding | undefined
  isServerUp: boolean
  /** Sends a message; undefined while none can be sent. */
  send: ((text: string) => void) | undefined
  /** The last message of the user. */
  question: string | undefined
}

/** The one place for everything that went wrong: marks an incomplete answer, or shows the last error. */
export function EndingCard({ threadId, ending, isServerUp, send, question }: EndingCardProps) {
  // The banner says what is wrong, and nothing can be sent.
  if (!isServerUp) return null
  const retry = send && question !== undefined && (
    <button type="button" onClick={() => send(question)}>
      Retry
    </button>
  )
  if (ending !== 'stopped' && ending !== 'interrupted') {
    return <NoticeCard threadId={threadId}>{ending === 'failed' && retry}</NoticeCard>
  }
  return (
    <div className="ending" role="status" data-testid="ending">
      <span>{MARKS[ending]}</span>
      {send && (
        <button type="button" onClick={() => send(CONTINUE)}>
          Continue
        </button>
      )}
      {retry}
    </div>
  )
}
