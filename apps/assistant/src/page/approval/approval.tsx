import '@flightdeck/page-kit/approval.css'
import './approval.css'
import type { AbstractAgent } from '@copilotkit/react-core/v2'
import { useAgent, useInterrupt } from '@copilotkit/react-core/v2'
import { TrashIcon } from '@flightdeck/page-kit'
import { useState } from 'react'
import { toDayText, toEuros } from '../../format/format.ts'
import type { ExpenseEntry } from '../../ledger/expense.ts'
import { useExpense } from '../expenses/book.ts'

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
            {...requestOf(agent, toolCallId)}
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

/** The tool that an approval is for. */
interface ApprovalRequest {
  subject?: Subject | undefined
  /** Whether something is lost if it is approved. */
  isDestructive?: boolean | undefined
}

interface ApprovalCardProps extends ApprovalRequest {
  question: string
  onAnswer(approved: boolean): void
}

function ApprovalCard({ question, subject, isDestructive = false, onAnswer }: ApprovalCardProps) {
  const [answer, setAnswer] = useState<boolean>()
  const before = useExpense(subject?.id)
  const decide = (approved: boolean): void => {
    setAnswer(approved)
    onAnswer(approved)
  }
  const { id: _id, ...change } = subject ?? {}
  const isChange = before !== undefined && Object.keys(change).length > 0
  return (
    <section
      className={isDestructive ? 'approval destructive' : 'approval'}
      data-testid="approval"
      aria-label="Approval"
    >
      <p>
        {isDestructive && <TrashIcon />} {question}
      </p>
      {isDestructive && <p className="warning">This cannot be undone.</p>}
      {before !== undefined && <ExpenseLine expense={before} isOld={isChange} />}
      {subject !== undefined && (isChange || subject.id === undefined) && (
        <ExpenseLine expense={{ ...before, ...change }} isOld={false} />
      )}
      {answer === undefined ? (
        <div>
          <button type="button" className="primary" onClick={() => decide(true)}>
            {isDestructive ? 'Remove' : 'Approve'}
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

function requestOf(agent: AbstractAgent, toolCallId: string | undefined): ApprovalRequest {
  for (const message of agent.messages) {
    if (message.role !== 'assistant') continue
    const call = message.toolCalls?.find(({ id }) => id === toolCallId)
    if (call === undefined) continue
    const isDestructive = call.function.name === 'remove_expense'
    try {
      return { subject: JSON.parse(call.function.arguments) as Subject, isDestructive }
    } catch {
      return { isDestructive }
    }
  }
  return {}
}
