'use client'

import { CopilotChat, useCopilotChatSuggestions } from '@copilotkit/react-ui'
import { OverTransport } from '../over-transport.tsx'

function Chat() {
  useCopilotChatSuggestions({ instructions: 'Suggest trips', minSuggestions: 1, maxSuggestions: 2 }, [])
  return <CopilotChat labels={{ initial: 'Where to?' }} />
}

export default function Page() {
  return (
    <OverTransport>
      <Chat />
    </OverTransport>
  )
}
