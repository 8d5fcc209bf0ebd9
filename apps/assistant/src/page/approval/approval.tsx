import '@flightdeck/page-kit/approval.css'
import './approval.css'
import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { useAgent, useInterrupt } from '@copilotkit/react-core/v2'
import { useState } from 'react'
import type { ExpenseEntry } from '../../ledger/expense.ts'
import { useExpense } from '../expenses/book.ts'
import { toDayText, toEuros } from '../expenses/money.ts'

/** Shows the approvals that an agent requests. */
export function Approval({ agentId }: { agentId: string }) {
  const { agent } = useAgent({ agentId })
  useInterrupt({
    agentId,
    render: ({ interrupts, resolve }) => (
      <>
        {interrupts.map(({ id, message, toolCallId }) => (
          <ApprovalCard
            key={id}
            question={message ?? 'The agent requests your approval.'}
            subject={argumentsOf(agent, toolCallId)}
            onAnswer={(approved) => void resolve({ approved }, id)}
          />
        ))}
      </>
    ),
  })
  return null
}

/** The subject of an approval: a new expense, or a change of the one with the id. */
type Subject = Partial<ExpenseEntry> & { id?: number | undefined }

interface ApprovalCardProps {
  question: string
  subject: Subject | undefined
  onAnswer(approved: boolean): void
}

function ApprovalCard({ question, subject, onAnswer }: ApprovalCardProps) {
  const [answer, setAnswer] = useState<boolean>()
  const before = useExpense(subject?.id)
  const decide = (approved: boolean): void => {
    setAnswer(approved)
    onAnswer(approved)
  }
  const { id: _id, ...change } = subject ?? {}
  const isChange = before !== undefined && Object.keys(change).length > 0
  return (
    <section className="approval" data-testid="approval" aria-label="Approval">
      <p>{question}</p>
      {before !== undefined && <ExpenseLine expense={before} isOld={isChange} />}
      {subject !== undefined && (isChange || subject.id === undefined) && (
        <ExpenseLine expense={{ ...before, ...change }} isOld={false} />
      )}
      {answer === undefined ? (
        <div>
          <button type="button" className="primary" onClick={() => decide(true)}>
            Approve
          </button>
          <button type="button" onClick={() => decide(false)}>
            Decline
          </button>
        </div>
      ) : (
        <p className="decided">{answer ? 'Approved' : 'Declined'}</p>
      )}
    </section>
  )
}

function ExpenseLine({ expense, isOld }: { expense: Partial<ExpenseEntry>; isOld: boolean }) {
  const { date, amount, category, note } = expense
  return (
    <dl className={isOld ? 'expense old' : 'expense'} data-testid="expense">
      <dt>{note}</dt>
      <dd className="amount">{amount === undefined ? '' : toEuros(amount)}</dd>
      <dd>{[category, date && toDayText(date)].filter(Boolean).join(' · ')}</dd>
    </dl>
  )
}

function argumentsOf(agent: AbstractAgent, toolCallId: string | undefined): Subject | undefined {
  for (const message of agent.messages) {
    if (message.role !== 'assistant') continue
    const call = message.toolCalls?.find(({ id }) => id === toolCallId)
    if (call === undefined) continue
    try {
      return JSON.parse(call.function.arguments) as Subject
    } catch {
      return undefined
    }
  }
  return undefined
}
