import { CopilotKitProvider } from '@copilotkit/react-core/v2'
import { ConnectionBanner, setNotice } from '@flightdeck/page-kit'
import type { ComponentProps } from 'react'
import { useState } from 'react'
import { AccentTool } from './accent/accent-tool.tsx'
import { ChartTool } from './chart/chart-tool.tsx'
import { Thread } from './chat/thread.tsx'
import { useModel } from './expenses/book.ts'
import { BookPanel } from './expenses/book-panel.tsx'
import { ModelContext } from './expenses/model-context.ts'
import type { Address } from './frame/address.ts'
import { newAddress, TOUR, toHash, useAddress } from './frame/address.ts'
import type { Connection } from './frame/connection.ts'
import { RUNTIME_URL, reportConnectionError, useConnection } from './frame/connection.ts'
import { Topbar } from './frame/topbar.tsx'
import { PlanPanel } from './plan/plan-panel.tsx'
import { Sidebar } from './threads/sidebar.tsx'
import { ToolCards } from './tools/tool-cards.tsx'

type OnError = NonNullable<ComponentProps<typeof CopilotKitProvider>['onError']>

/** The whole page. */
export function App() {
  const address = useAddress()
  const connection = useConnection()
  const model = useModel(connection.repairs)
  const [isMenuOpen, setMenuOpen] = useState(false)

  const onError: OnError = ({ error }) => {
    if (isConnectionError(error)) reportConnectionError()
    setNotice({ threadId: address.threadId, text: explain(error) })
  }

  return (
    <CopilotKitProvider
      runtimeUrl={RUNTIME_URL}
      useSingleEndpoint={false}
      enableInspector={false}
      onError={onError}
    >
      <AccentTool />
      <ChartTool />
      <ToolCards />
      <ModelContext value={model}>
        <div className="page" data-menu={isMenuOpen ? 'open' : 'closed'}>
          <Sidebar current={address} onChoose={() => setMenuOpen(false)} />
          <button
            type="button"
            className="scrim"
            aria-label="Close list"
            onClick={() => setMenuOpen(false)}
          />
          <div className="main">
            <ConnectionBanner isDown={connection.state === 'down'} greeting="Reconnected to the server." />
            <Topbar address={address} agents={connection.agents} onMenu={() => setMenuOpen(true)} />
            <Stage address={address} connection={connection} />
          </div>
        </div>
      </ModelContext>
    </CopilotKitProvider>
  )
}

function Stage({ address, connection }: { address: Address; connection: Connection }) {
  const { agentId, threadId } = address
  if (connection.state === 'connecting') return <div className="stage" />
  // The stock hooks throw for an agent that the server does not have.
  if (connection.state === 'up' && !(agentId in connection.agents)) return <MissingAgent agentId={agentId} />
  return (
    <div className="stage">
      <main className="chat">
        <Thread
          key={`${agentId}/${threadId}`}
          address={address}
          isServerUp={connection.state !== 'down'}
          repairs={connection.repairs}
        />
      </main>
      {agentId === 'default' && <BookPanel agentId={agentId} />}
      <PlanPanel agentId={agentId} threadId={threadId} />
    </div>
  )
}

function MissingAgent({ agentId }: { agentId: string }) {
  return (
    <main className="stage missing" data-testid="missing-agent">
      <p>
        This thread belongs to the agent “{agentId}”, which this server does not have.{' '}
        <a href={toHash(newAddress(TOUR))}>Start a new chat</a>
      </p>
    </main>
  )
}

function isConnectionError(error: Error): boolean {
  return /failed to fetch|network|load failed/i.test(error.message)
}

function explain(error: Error): string {
  if (isConnectionError(error)) return 'The connection was lost. The text received so far is kept.'
  if (error.message.startsWith('HTTP 409'))
    return 'A run is already in progress on this thread. Send your message again when it has ended.'
  return error.message
}
