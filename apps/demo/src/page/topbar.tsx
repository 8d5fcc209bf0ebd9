import './topbar.css'
import { useEffect } from 'react'
import type { Address } from './address.ts'
import { newAddress, toHash, visit } from './address.ts'
import type { Connection } from './connection.ts'
import { MenuIcon, WindowIcon } from './icons.tsx'
import { useThreadList } from './thread-list.ts'

interface TopbarProps {
  address: Address
  agents: Connection['agents']
  onMenu(): void
}

/** The thread's title, the agents to choose from, and the way to a second window. */
export function Topbar({ address, agents, onMenu }: TopbarProps) {
  const title = useThreadList().find((thread) => thread.id === address.threadId)?.title ?? 'New chat'
  const ids = Object.keys(agents)

  useEffect(() => {
    document.title = `${title} · Flightdeck`
  }, [title])

  return (
    <header className="topbar">
      <button type="button" className="menu-button" aria-label="Threads" onClick={onMenu}>
        <MenuIcon />
      </button>
      <h1 title={title}>{title}</h1>
      {ids.length > 1 && (
        <select
          aria-label="Agent"
          title="A thread belongs to one agent, so another agent starts a new one"
          value={address.agentId}
          onChange={(event) => visit(newAddress(event.target.value))}
        >
          {ids.map((id) => (
            <option key={id} value={id}>
              {id === 'default' ? 'Scripted agent' : id}
            </option>
          ))}
        </select>
      )}
      <a className="second-window" href={toHash(address)} target="_blank" rel="noopener">
        <WindowIcon /> <span>Open in second window</span>
      </a>
    </header>
  )
}
