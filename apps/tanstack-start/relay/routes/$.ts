import { createRelay } from '@flightdeck/host-kit/relay'
import { createFileRoute } from '@tanstack/react-router'

const relay = createRelay()

export const Route = createFileRoute('/$')({
  server: { handlers: { ANY: ({ request }) => relay(request) } },
})
