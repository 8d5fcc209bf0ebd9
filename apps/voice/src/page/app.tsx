import { CopilotChat, CopilotKitProvider } from '@copilotkit/react-core/v2'

/**
 * The stock chat, and nothing of its own: the microphone is there because the server says that it can transcribe.
 * Which transport the server speaks is found out by the client.
 */
export function App() {
  return (
    <CopilotKitProvider runtimeUrl="/api/copilotkit" enableInspector={false}>
      <main>
        <CopilotChat labels={{ welcomeMessageText: 'Press the microphone, speak, and press the tick' }} />
      </main>
    </CopilotKitProvider>
  )
}
