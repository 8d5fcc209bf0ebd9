import './plan-panel.css'
import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { useAgent } from '@copilotkit/react-core/v2'
import { TickIcon } from '@flightdeck/page-kit'
import { useEffect, useState } from 'react'

interface Plan {
  title: string
  steps: { title: string; status: string }[]
}

/** The plan in the thread's shared state, and the current step of the agent. */
export function PlanPanel({ agentId, threadId }: { agentId: string; threadId: string }) {
  const { agent } = useAgent({ agentId })
  const step = useStep(agent)
  const plan = agent.threadId === threadId ? readPlan(agent.state) : undefined
  if (!plan) return null
  const done = plan.steps.filter((entry) => entry.status === 'done').length
  return (
    <aside className="plan" data-testid="plan" aria-label={plan.title}>
      <div className="plan-head">
        <h2>{plan.title}</h2>
        <span>
          {done} of {plan.steps.length}
        </span>
      </div>
      <div className="plan-bar">
        <div style={{ width: `${(100 * done) / Math.max(1, plan.steps.length)}%` }} />
      </div>
      <ol>
        {plan.steps.map((entry) => (
          <li key={entry.title} data-status={entry.status}>
            <span className="mark">{entry.status === 'done' && <TickIcon />}</span>
            {entry.title}
          </li>
        ))}
      </ol>
      <p className="step" data-testid="step">
        {step ? `Step: ${step}` : 'Shared state of this thread'}
      </p>
    </aside>
  )
}

function useStep(agent: AbstractAgent): string | undefined {
  const [step, setStep] = useState<string>()
  useEffect(() => {
    const clear = (): void => setStep(undefined)
    const subscription = agent.subscribe({
      onStepStartedEvent: ({ event }) => setStep(event.stepName),
      onStepFinishedEvent: clear,
      onRunFinalized: clear,
    })
    return () => subscription.unsubscribe()
  }, [agent])
  return step
}

function readPlan(state: unknown): Plan | undefined {
  const plan = (state as { plan?: Partial<Plan> } | null | undefined)?.plan
  if (typeof plan?.title !== 'string' || !Array.isArray(plan.steps)) return undefined
  return { title: plan.title, steps: plan.steps }
}
