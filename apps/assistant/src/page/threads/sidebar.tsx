import '@flightdeck/page-kit/sidebar.css'
import './sidebar.css'
import { CrossIcon, Logo, PlusIcon } from '@flightdeck/page-kit'
import { useState } from 'react'
import { toDayText } from '../../format/format.ts'
import { toDay } from '../../ledger/dates.ts'
import type { Address } from '../frame/address.ts'
import { newAddress, toHash, visit } from '../frame/address.ts'
import type { ThreadEntry } from './thread-list.ts'
import { deleteThread, useThreadList } from './thread-list.ts'

interface SidebarProps {
  current: Address
  /** Called after a choice, so that the list can be closed on a small screen. */
  onChoose(): void
}

/** The list of threads. */
export function Sidebar({ current, onChoose }: SidebarProps) {
  const threads = useThreadList()
  const [askedId, setAskedId] = useState<string>()
  const startNew = (): void => {
    visit(newAddress(current.agentId))
    onChoose()
  }
  const remove = (thread: ThreadEntry): void => {
    if (thread.id === current.threadId) visit(newAddress(thread.agentId))
    setAskedId(undefined)
    void deleteThread(thread.id)
  }

  return (
    <nav className="sidebar" aria-label="Chats">
      <div className="brand">
        <Logo />
        <span>Flightdeck</span>
      </div>
      <button type="button" className="new-chat" onClick={startNew}>
        <PlusIcon /> New chat
      </button>
      <ul className="threads" data-testid="threads">
        {threads.map((thread) => (
          <li key={thread.id} className={thread.id === current.threadId ? 'current' : ''}>
            <a
              href={toHash({ threadId: thread.id, agentId: thread.agentId })}
              onClick={onChoose}
              title={thread.title}
            >
              {thread.title}
            </a>
            {thread.pending > 0 && (
              <span
                className="pending"
                role="img"
                aria-label="Waiting for approval"
                title="Waiting for approval"
              />
            )}
            {thread.id === askedId ? (
              <span className="asked">
                <button
                  type="button"
                  className="delete"
                  title={`Delete “${thread.title}”`}
                  onClick={() => remove(thread)}
                >
                  Delete
                </button>
                <button type="button" onClick={() => setAskedId(undefined)}>
                  Keep
                </button>
              </span>
            ) : (
              <>
                {thread.updatedAt && <time dateTime={thread.updatedAt}>{dayOf(thread.updatedAt)}</time>}
                <button
                  type="button"
                  aria-label={`Delete “${thread.title}”`}
                  onClick={() => setAskedId(thread.id)}
                >
                  <CrossIcon />
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
      {threads.length === 0 && <p className="empty">No chats yet.</p>}
      <p className="fine-print">
        Chats are stored in a file on the server. They are still here after a restart.
      </p>
    </nav>
  )
}

/** The local day of a time. */
function dayOf(time: string): string {
  const day = toDay(new Date(time))
  return day === toDay(new Date()) ? 'Today' : toDayText(day)
}
