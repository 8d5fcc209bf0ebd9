import { AlertIcon } from '@flightdeck/page-kit'
import { useContext } from 'react'
import { ChatSituationContext } from './chat-situation.ts'

/** Says that the last answer is not whole, and what to do. */
export function CutOffCard() {
  const { isCutOff } = useContext(ChatSituationContext)
  if (!isCutOff) return null
  return (
    <p className="cut-off" role="status" data-testid="cut-off">
      <AlertIcon /> This answer was cut off: its server went away. What had arrived is kept. Write on when you
      like.
    </p>
  )
}
