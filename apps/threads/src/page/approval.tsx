import '@flightdeck/page-kit/approval.css'
import { useInterrupt } from '@copilotkit/react-core/v2'

/** Lets the visitor answer an agent that paused to ask. */
export function Approval({ agentId }: { agentId: string }) {
  useInterrupt({
    agentId,
    render: ({ interrupt, resolve }) => (
      <section className="approval" data-testid="approval" aria-label="Approval">
        <p>{interrupt?.message ?? 'The agent asks for your approval.'}</p>
        <div>
          <button type="button" className="primary" onClick={() => resolve({ approved: true })}>
            Approve
          </button>
          <button type="button" onClick={() => resolve({ approved: false })}>
            Decline
          </button>
        </div>
      </section>
    ),
  })
  return null
}
