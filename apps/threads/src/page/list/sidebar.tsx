import '@flightdeck/page-kit/sidebar.css'
import './sidebar.css'
import { Logo, PlusIcon } from '@flightdeck/page-kit'
import { useEffect, useRef, useState } from 'react'
import type { User } from '../session/session.ts'
import { visit, visitNew } from './address.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import type { LiveList } from './live-list.ts'
import { ThreadRow } from './thread-row.tsx'
import type { ListedThread, View } from './thread-table.ts'
import { useThreadTable } from './thread-table.ts'

interface SidebarProps {
  user: User
  live: LiveList
  currentId: string
  /** Whether it is open as an overlay, on a small screen. */
  isOpen: boolean
  /** Called after a choice, so that the list can be closed on a small screen. */
  onChoose(): void
  onSignOut(): void
}

/** The user's threads: the active ones and the archive. */
export function Sidebar({ user, live, currentId, isOpen, onChoose, onSignOut }: SidebarProps) {
  const [view, setView] = useState<View>('active')
  const [threadToDelete, setThreadToDelete] = useState<ListedThread>()
  const table = useThreadTable(view, live.changes)
  const newChat = useRef<HTMLButtonElement>(null)

  useEffect(() => {
    if (isOpen) newChat.current?.focus()
  }, [isOpen])

  const show = (threadId: string): void => {
    visit(threadId)
    onChoose()
  }

  return (
    <nav className="sidebar" aria-label="Chats" id="chats">
      <div className="brand">
        <Logo />
        <span>Flightdeck</span>
      </div>
      <button
        ref={newChat}
        type="button"
        className="new-chat"
        onClick={() => {
          visitNew()
          onChoose()
        }}
      >
        <PlusIcon /> New chat
      </button>
      <fieldset className="views">
        <legend className="unseen">Which chats to list</legend>
        <ViewChoice label="Chats" view="active" chosen={view} onChoose={setView} />
        <ViewChoice label="Archive" view="archived" chosen={view} onChoose={setView} />
      </fieldset>
      <ul className="threads" data-testid="threads" aria-busy={table.isLoading}>
        {table.threads.map((thread) => (
          <ThreadRow
            key={thread.id}
            thread={thread}
            status={live.threads.get(thread.id)}
            isCurrent={thread.id === currentId}
            onShow={() => show(thread.id)}
            onRename={(name) => table.rename(thread, name)}
            onArchive={() => table.setArchived(thread, !thread.archived)}
            onDelete={() => setThreadToDelete(thread)}
          />
        ))}
        {table.hasMore && (
          <li className="more">
            <button type="button" onClick={table.showMore}>
              Show more
            </button>
          </li>
        )}
      </ul>
      {table.threads.length === 0 && !table.isLoading && (
        <p className="empty">{view === 'active' ? 'No chats yet.' : 'The archive is empty.'}</p>
      )}
      {table.problem && (
        <p className="problem" role="alert">
          {table.problem}
        </p>
      )}
      <p className="unseen" role="status">
        {table.news}
      </p>
      <div className="user">
        <span className="initial" aria-hidden="true">
          {user.name.slice(0, 1)}
        </span>
        <span data-testid="user">{user.name}</span>
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </div>
      {threadToDelete && (
        <DeleteDialog
          title={threadToDelete.title}
          onClose={() => setThreadToDelete(undefined)}
          onConfirm={() => table.remove(threadToDelete)}
        />
      )}
    </nav>
  )
}

interface ViewChoiceProps {
  label: string
  view: View
  chosen: View
  onChoose(view: View): void
}

function ViewChoice({ label, view, chosen, onChoose }: ViewChoiceProps) {
  return (
    <button type="button" aria-pressed={view === chosen} onClick={() => onChoose(view)}>
      {label}
    </button>
  )
}
