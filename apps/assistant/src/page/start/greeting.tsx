import { useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { Logo } from '@flightdeck/page-kit'
import { useContext } from 'react'
import { ModelContext } from '../expenses/model-context.ts'

/** The text of an empty thread. */
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
      <h2>Your expenses</h2>
      <p>
        Ask questions, draw charts, or add expenses. The agent asks for your approval before it changes
        anything.
      </p>
      {model?.isMock && (
        <p className="mock-model" data-testid="mock-model">
          <b>Mock model</b> (no API key set). It understands the suggestions below and similar sentences; the
          tools, the database and the approvals are real. Start the server with <code>OPENAI_API_KEY</code>,{' '}
          <code>ANTHROPIC_API_KEY</code> or <code>GOOGLE_API_KEY</code> to use a real model.
        </p>
      )}
    </>
  )
}

function Scripted() {
  return (
    <>
      <h2>Welcome to Flightdeck</h2>
      <p>This agent follows a script on the server. Choose a suggestion to see what the runtime can do.</p>
    </>
  )
}
