import '@flightdeck/page-kit/topbar.css'
import './topbar.css'
import { MenuIcon, WindowIcon } from '@flightdeck/page-kit'
import { useContext, useEffect } from 'react'
import { ModelContext } from '../expenses/model-context.ts'
import { useThreadList } from '../threads/thread-list.ts'
import type { Address } from './address.ts'
import { newAddress, toHash, visit } from './address.ts'
import type { Connection } from './connection.ts'

interface TopbarProps {
  address: Address
  agents: Connection['agents']
  onMenu(): void
}

/** Names of the agents, in the order in which they are offered. */
const NAMES: Readonly<Record<string, string>> = { scripted: 'Guided tour', default: 'Expense assistant' }

/** The thread's title, the agent selector, the model name, and a link that opens a second window. */
export function Topbar({ address, agents, onMenu }: TopbarProps) {
  const title = useThreadList().find((thread) => thread.id === address.threadId)?.title ?? 'New chat'
  const ids = [...new Set([...Object.keys(NAMES), ...Object.keys(agents)])].filter((id) => id in agents)
  const model = useContext(ModelContext)

  useEffect(() => {
    document.title = `${title} · Flightdeck`
  }, [title])

  return (
    <header className="topbar">
      <button type="button" className="menu-button" aria-label="Show the list of chats" onClick={onMenu}>
        <MenuIcon />
      </button>
      <h1 title={title}>{title}</h1>
      {address.agentId === 'default' && model !== undefined && (
        <span
          className="model"
          data-testid="model"
          title={model.isMock ? 'Mock model (no API key set)' : 'The model in use'}
        >
          {model.name}
        </span>
      )}
      {ids.length > 1 && (
        <select
          aria-label="Agent"
          title="A thread belongs to one agent. Choosing another agent starts a new thread."
          value={address.agentId}
          onChange={(event) => visit(newAddress(event.target.value))}
        >
          {ids.map((id) => (
            <option key={id} value={id}>
              {NAMES[id] ?? id}
            </option>
          ))}
        </select>
      )}
      <a
        className="second-window"
        href={toHash(address)}
        target="_blank"
        rel="noopener"
        aria-label="Open in new window"
      >
        <WindowIcon /> <span>Open in new window</span>
      </a>
    </header>
  )
}
