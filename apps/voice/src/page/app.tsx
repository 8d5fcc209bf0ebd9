import { CopilotChat, CopilotKitProvider } from '@copilotkit/react-core/v2'

/**
 * The stock chat without changes. It shows the microphone because the server reports that it can transcribe, and detects
 * the server's transport.
 */
export function App() {
  return (
    <CopilotKitProvider runtimeUrl="/api/copilotkit" enableInspector={false}>
      <main>
        <CopilotChat
          labels={{ welcomeMessageText: 'Press the microphone, speak, then press the check mark' }}
        />
      </main>
    </CopilotKitProvider>
  )
}
