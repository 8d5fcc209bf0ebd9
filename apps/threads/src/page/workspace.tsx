import { CopilotKitProvider } from '@copilotkit/react-core/v2'
import { ConnectionBanner, setNotice } from '@flightdeck/page-kit'
import type { ComponentProps } from 'react'
import { useEffect, useRef, useState } from 'react'
import { Thread } from './chat/thread.tsx'
import { useThreadId, visitNew } from './list/address.ts'
import { RUNTIME_URL, useLiveList } from './list/live-list.ts'
import { Sidebar } from './list/sidebar.tsx'
import type { User } from './session/session.ts'
import { Topbar } from './topbar.tsx'

type ErrorEvent = Parameters<NonNullable<ComponentProps<typeof CopilotKitProvider>['onError']>>[0]

interface WorkspaceProps {
  user: User
  onSignOut(): void
  /** Called when the session is not valid any more. */
  onRefused(): void
}

/** The list of one user's threads, and the open thread. */
export function Workspace({ user, onSignOut, onRefused }: WorkspaceProps) {
  const threadId = useThreadId()
  const live = useLiveList(onRefused)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const status = live.threads.get(threadId)
  useLeaveDeleted(threadId, status !== undefined)

  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') setMenuOpen(false)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])

  const onError = (event: ErrorEvent): void => {
    const text = explain(event)
    if (text) setNotice({ threadId, text })
  }

  return (
    <CopilotKitProvider
      runtimeUrl={RUNTIME_URL}
      useSingleEndpoint={false}
      enableInspector={false}
      onError={onError}
    >
      <div className="page" data-menu={isMenuOpen ? 'open' : 'closed'}>
        <Sidebar
          user={user}
          live={live}
          currentId={threadId}
          isOpen={isMenuOpen}
          onChoose={() => setMenuOpen(false)}
          onSignOut={onSignOut}
        />
        <button type="button" className="scrim" aria-label="Close list" onClick={() => setMenuOpen(false)} />
        <div className="main">
          <ConnectionBanner isDown={live.state === 'down'} greeting="Reconnected to the server." />
          <Topbar
            threadId={threadId}
            status={status}
            isMenuOpen={isMenuOpen}
            onMenu={() => setMenuOpen(true)}
          />
          <main className="chat">
            <Thread key={threadId} threadId={threadId} live={live} />
          </main>
        </div>
      </div>
    </CopilotKitProvider>
  )
}

/** Shows a new thread when the open one is deleted, in this or another window. */
function useLeaveDeleted(threadId: string, isThere: boolean): void {
  const last = useRef<{ threadId: string; isThere: boolean }>(undefined)
  useEffect(() => {
    const wasThere = last.current?.threadId === threadId && last.current.isThere
    last.current = { threadId, isThere }
    if (wasThere && !isThere) visitNew()
  }, [threadId, isThere])
}

/** The text for an error; undefined if the page shows it in another way. */
function explain({ error, context }: ErrorEvent): string | undefined {
  const code = context.runtimeErrorCode
  if (code === 'run_interrupted' || isConnectionError(error)) return undefined
  if (error.message.startsWith('HTTP 409'))
    return 'A run is already in progress in this chat. Try again when it has ended.'
  return error.message
}

function isConnectionError(error: Error): boolean {
  return /failed to fetch|network|load failed/i.test(error.message)
}
