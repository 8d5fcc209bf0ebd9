import './book-panel.css'
import { useAgent } from '@copilotkit/react-core/v2'
import { useEffect, useState } from 'react'
import { toDayText, toEuros, toMonthText } from '../../format/format.ts'
import { useBook } from './book.ts'

/** An overview of the expenses, loaded again after each run. */
export function BookPanel({ agentId }: { agentId: string }) {
  const { agent } = useAgent({ agentId })
  const [version, setVersion] = useState(0)
  const book = useBook(version)

  useEffect(() => {
    const readAgain = (): void => setVersion((before) => before + 1)
    const subscription = agent.subscribe({ onToolCallResultEvent: readAgain, onRunFinalized: readAgain })
    window.addEventListener('focus', readAgain)
    return () => {
      subscription.unsubscribe()
      window.removeEventListener('focus', readAgain)
    }
  }, [agent])

  if (!book) return null
  return (
    <aside className="book" data-testid="book" aria-label="Your expenses">
      <h2>{toMonthText(book.month)}</h2>
      <p className="spent">{toEuros(book.spent)}</p>
      <ol>
        {book.latest.map(({ id, date, amount, category, note }) => (
          <li key={id} title={category}>
            <time dateTime={date}>{toDayText(date)}</time>
            <span>{note || category}</span>
            <b>{toEuros(amount)}</b>
          </li>
        ))}
      </ol>
      <p className="count" data-testid="book-count">{`${book.count} expenses`}</p>
    </aside>
  )
}
