import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { createFileRoute } from '@tanstack/react-router'
import { runtime } from '../../copilot.ts'

const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })

// GET for /info and other reads, POST for /agent/:id/run and other operations.
export const Route = createFileRoute('/api/copilotkit/$')({
  server: {
    handlers: {
      GET: ({ request }) => handler(request),
      POST: ({ request }) => handler(request),
    },
  },
})
