'use client'

import { CopilotKit } from '@copilotkit/react-core'
import { useSearchParams } from 'next/navigation'
import { type ReactNode, Suspense } from 'react'

function Provider({ children }: { children: ReactNode }) {
  const isPaths = useSearchParams().get('transport') === 'paths'
  return <CopilotKit runtimeUrl={isPaths ? '/api/paths' : '/api/copilotkit'}>{children}</CopilotKit>
}

/** A provider whose runtime is reached by paths with `?transport=paths`, else by envelopes. */
export function OverTransport({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <Provider>{children}</Provider>
    </Suspense>
  )
}
