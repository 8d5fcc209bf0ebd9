import { CopilotChat, CopilotKitProvider } from '@copilotkit/react-core/v2'
import { Listener } from './listener.tsx'

/**
 * The stock chat without changes. It shows the microphone because the server reports that it can transcribe, and detects
 * the server's transport.
 */
export function App() {
  return (
    <CopilotKitProvider runtimeUrl="/api/copilotkit" enableInspector={false}>
      <main>
        <Listener />
        <div className="chat">
          <CopilotChat
            labels={{ welcomeMessageText: 'Press the microphone, speak, then press the check mark' }}
          />
        </div>
      </main>
    </CopilotKitProvider>
  )
}
