import { createContext } from 'react'

/** What the chat must know of the page around it. */
export interface ChatSituation {
  /** Whether the server answers. */
  isUp: boolean
  /** Whether the agent has paused and waits for an answer. */
  isAsking: boolean
  /** Whether the last answer ended because its server did. */
  isCutOff: boolean
}

export const ChatSituationContext = createContext<ChatSituation>({
  isUp: true,
  isAsking: false,
  isCutOff: false,
})
