'use client'

import { CopilotChat, useCopilotChatSuggestions } from '@copilotkit/react-ui'
import { useSearchParams } from 'next/navigation'
import type { ComponentProps } from 'react'
import { OverTransport } from '../over-transport.tsx'

type ListProps = ComponentProps<NonNullable<ComponentProps<typeof CopilotChat>['RenderSuggestionsList']>>

/** Stands for the stock list, each of whose buttons connects the chat again, after which suggestions are made again. */
function SuggestionList({ suggestions, onSuggestionClick }: ListProps) {
  return suggestions.map(({ title, message }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two suggestions may be equal
    <button key={index} type="button" onClick={() => onSuggestionClick(message)}>
      {title}
    </button>
  ))
}

function Chat() {
  const isStock = useSearchParams().get('list') === 'stock'
  const instructions = isStock ? 'Suggest trips' : 'Suggest trips by train'
  useCopilotChatSuggestions({ instructions, minSuggestions: 1, maxSuggestions: 2 }, [])
  return (
    <CopilotChat
      labels={{ initial: 'Where to?' }}
      {...(!isStock && { RenderSuggestionsList: SuggestionList })}
    />
  )
}

export default function Page() {
  return (
    <OverTransport>
      <Chat />
    </OverTransport>
  )
}
