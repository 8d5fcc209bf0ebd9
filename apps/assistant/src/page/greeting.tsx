import { useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { Logo } from '@flightdeck/page-kit'
import { useContext } from 'react'
import { ModelContext } from './model-context.ts'

/** What an empty thread says. */
export function Greeting() {
  const agentId = useCopilotChatConfiguration()?.agentId
  return (
    <div className="greeting">
      <Logo />
      {agentId === 'scripted' ? <Scripted /> : <Assistant />}
    </div>
  )
}

function Assistant() {
  const model = useContext(ModelContext)
  return (
    <>
      <h2>Your book of expenses</h2>
      <p>Ask about it, have it drawn, or have something written down: nothing is written before you agree.</p>
      {model?.isImitation && (
        <p className="imitation" data-testid="imitation">
          No key is set, so an <b>imitation</b> of a model answers. It knows the sentences on the chips and
          some like them; everything behind it is real. Start the server with <code>OPENAI_API_KEY</code>,{' '}
          <code>ANTHROPIC_API_KEY</code> or <code>GOOGLE_API_KEY</code> to say anything you like.
        </p>
      )}
    </>
  )
}

function Scripted() {
  return (
    <>
      <h2>Welcome to Flightdeck</h2>
      <p>A script answers here, from the server. Pick a chip to see what the runtime can do.</p>
    </>
  )
}
