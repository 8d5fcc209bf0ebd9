import './greeting.css'
import { useCopilotChatConfiguration } from '@copilotkit/react-core/v2'
import { Logo } from '@flightdeck/page-kit'
import { useContext } from 'react'
import { ModelContext } from '../expenses/model-context.ts'
import { newAddress, TOUR, toHash } from '../frame/address.ts'

/** The first screen of a thread. */
export function Greeting() {
  const agentId = useCopilotChatConfiguration()?.agentId
  return (
    <div className="greeting">
      <Logo />
      {agentId === TOUR ? <Tour /> : <Assistant />}
    </div>
  )
}

/** What Flightdeck is, and the two ways to try it. */
function Tour() {
  return (
    <>
      <h2>Welcome to Flightdeck</h2>
      <p>
        Flightdeck is a server for AI agents that you run yourself. It streams their answers, stores the
        conversations, and lets you reload, stop or continue them from any window.
      </p>
      <div className="ways">
        <div className="way chosen">
          <b>1. Guided tour</b>
          <span>You are here. A scripted agent shows one feature at a time. It needs no model.</span>
        </div>
        <a className="way" href={toHash(newAddress('default'))}>
          <b>2. Expense assistant</b>
          <span>An agent with a model, tools and a database. It asks before it changes anything.</span>
        </a>
      </div>
    </>
  )
}

function Assistant() {
  const model = useContext(ModelContext)
  return (
    <>
      <h2>Expense assistant</h2>
      <p>
        Ask about a sample list of expenses, draw a chart, or add an expense. The agent asks before it changes
        anything. <a href={toHash(newAddress(TOUR))}>Back to the guided tour</a>
      </p>
      {model?.isMock && (
        <p className="mock-model" data-testid="mock-model">
          <b>Mock model:</b> no API key is set, so a small program answers. It understands the suggestions
          below. The tools, the database and the approvals are real. To use a real model, start the server
          with <code>OPENAI_API_KEY</code>, <code>ANTHROPIC_API_KEY</code> or <code>GOOGLE_API_KEY</code>.
        </p>
      )}
    </>
  )
}
