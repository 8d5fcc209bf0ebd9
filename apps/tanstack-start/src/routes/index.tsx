import { createFileRoute } from '@tanstack/react-router'

export const Route = createFileRoute('/')({ component: Home })

function Home() {
  return (
    <main>
      <h1>Flightdeck in TanStack Start</h1>
      <p>
        The runtime is at <code>/api/copilotkit</code>, and in single-route mode at{' '}
        <code>/api/copilotkit-single</code>.
      </p>
    </main>
  )
}
