import '@flightdeck/page-kit/approval.css'
import { useInterrupt } from '@copilotkit/react-core/v2'

/** Shows an approval that the agent requests. */
export function Approval({ agentId }: { agentId: string }) {
  useInterrupt({
    agentId,
    render: ({ interrupt, resolve }) => (
      <section className="approval" data-testid="approval" aria-label="Approval">
        <p>{interrupt?.message ?? 'The agent requests your approval.'}</p>
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
