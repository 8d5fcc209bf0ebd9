import { createContext } from 'react'

/** The state of the page that the chat needs. */
export interface ChatSituation {
  /** Whether the server can be reached. */
  isUp: boolean
  /** Whether the agent waits for an approval. */
  isAsking: boolean
  /** Whether the last run was interrupted, for example because its process ended. */
  isInterrupted: boolean
}

export const ChatSituationContext = createContext<ChatSituation>({
  isUp: true,
  isAsking: false,
  isInterrupted: false,
})
