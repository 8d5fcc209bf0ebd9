import '@flightdeck/page-kit/sidebar.css'
import './sidebar.css'
import { CrossIcon, Logo, PlusIcon } from '@flightdeck/page-kit'
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
  const startNew = (): void => {
    visit(newAddress(current.agentId))
    onChoose()
  }
  const remove = (thread: ThreadEntry): void => {
    if (thread.id === current.threadId) visit(newAddress(thread.agentId))
    void deleteThread(thread.id)
  }

  return (
    <nav className="sidebar" aria-label="Threads">
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
            <button type="button" aria-label={`Delete “${thread.title}”`} onClick={() => remove(thread)}>
              <CrossIcon />
            </button>
          </li>
        ))}
      </ul>
      {threads.length === 0 && <p className="empty">No conversations yet.</p>}
      <p className="fine-print">Conversations are stored in a file on the server and survive a restart.</p>
    </nav>
  )
}
