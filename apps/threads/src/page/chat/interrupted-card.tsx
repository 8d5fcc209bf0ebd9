import { AlertIcon } from '@flightdeck/page-kit'
import { useContext } from 'react'
import { ChatSituationContext } from './chat-situation.ts'

/** Shows that the last answer is incomplete. */
export function InterruptedCard() {
  const { isInterrupted } = useContext(ChatSituationContext)
  if (!isInterrupted) return null
  return (
    <p className="interrupted" role="status" data-testid="interrupted">
      <AlertIcon /> This answer was interrupted because its server stopped. The text received so far is kept.
      Send a message to continue.
    </p>
  )
}
