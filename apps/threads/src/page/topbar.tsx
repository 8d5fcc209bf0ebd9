import '@flightdeck/page-kit/topbar.css'
import './topbar.css'
import { MenuIcon, WindowIcon } from '@flightdeck/page-kit'
import { useEffect } from 'react'
import { toHash } from './list/address.ts'
import type { ThreadStatus } from './list/live-list.ts'

interface TopbarProps {
  threadId: string
  status: ThreadStatus | undefined
  isMenuOpen: boolean
  onMenu(): void
}

/** The open thread's name, and a link that opens a second window. */
export function Topbar({ threadId, status, isMenuOpen, onMenu }: TopbarProps) {
  const title = status?.name ?? (status ? 'Untitled chat' : 'New chat')

  useEffect(() => {
    document.title = `${title} · Flightdeck`
  }, [title])

  return (
    <header className="topbar">
      <button
        type="button"
        className="menu-button"
        aria-label="Chats"
        aria-expanded={isMenuOpen}
        aria-controls="chats"
        onClick={onMenu}
      >
        <MenuIcon />
      </button>
      <h1 title={title} data-testid="title">
        {title}
      </h1>
      {status?.archived && <span className="tag">Archived</span>}
      <a className="second-window" href={toHash(threadId)} target="_blank" rel="noopener">
        <WindowIcon /> <span>Open in new window</span>
      </a>
    </header>
  )
}
