import { CopilotKitProvider } from '@copilotkit/react-core/v2'
import { ConnectionBanner, setNotice } from '@flightdeck/page-kit'
import type { ComponentProps } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useThreadId, visitNew } from './address.ts'
import { RUNTIME_URL, useLiveList } from './live-list.ts'
import type { User } from './session.ts'
import { Sidebar } from './sidebar.tsx'
import { Thread } from './thread.tsx'
import { Topbar } from './topbar.tsx'

type ErrorEvent = Parameters<NonNullable<ComponentProps<typeof CopilotKitProvider>['onError']>>[0]

interface WorkspaceProps {
  user: User
  onSignOut(): void
  /** Called when the server does not know the user any more. */
  onRefused(): void
}

/** The list of one user's threads, and the thread that is open. */
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
        <button
          type="button"
          className="scrim"
          aria-label="Close the list"
          onClick={() => setMenuOpen(false)}
        />
        <div className="main">
          <ConnectionBanner
            isDown={live.state === 'down'}
            greeting="The server is back, and so are your chats."
          />
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

/** Goes to a new thread when the one that is open is deleted, here or elsewhere. */
function useLeaveDeleted(threadId: string, isThere: boolean): void {
  const last = useRef<{ threadId: string; isThere: boolean }>(undefined)
  useEffect(() => {
    const wasThere = last.current?.threadId === threadId && last.current.isThere
    last.current = { threadId, isThere }
    if (wasThere && !isThere) visitNew()
  }, [threadId, isThere])
}

/** What an error means to the visitor; nothing for what the page shows in another way. */
function explain({ error, context }: ErrorEvent): string | undefined {
  const code = context.runtimeErrorCode
  if (code === 'run_interrupted' || isBreak(error)) return undefined
  if (error.message.startsWith('HTTP 409'))
    return 'Another window is running this chat. Try again when it is done.'
  return error.message
}

function isBreak(error: Error): boolean {
  return /failed to fetch|network|load failed/i.test(error.message)
}
