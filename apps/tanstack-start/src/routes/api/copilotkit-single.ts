import { createCopilotRuntimeHandler } from '@flightdeck/runtime/v2'
import { createFileRoute } from '@tanstack/react-router'
import { runtime } from '../../copilot.ts'

// One POST route for all operations, for pages with `useSingleEndpoint`.
const handler = createCopilotRuntimeHandler({
  runtime,
  basePath: '/api/copilotkit-single',
  mode: 'single-route',
})

export const Route = createFileRoute('/api/copilotkit-single')({
  server: { handlers: { POST: ({ request }) => handler(request) } },
})
