import { useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { Logo } from './icons.tsx'
import { useThreadList } from './thread-list.ts'

/** What an empty thread says. */
export function Greeting() {
  const threadId = useCopilotChatConfiguration()?.threadId
  const isKnown = useThreadList().some((thread) => thread.id === threadId)
  return (
    <div className="greeting">
      <Logo />
      <h2>{isKnown ? 'This conversation has left the server' : 'Welcome to Flightdeck'}</h2>
      <p>
        {isKnown
          ? 'The demo keeps threads in memory, so they go when it is started anew. You can begin here again.'
          : 'The agent at the other end runs on the server. Pick a chip to see what it can do.'}
      </p>
    </div>
  )
}
