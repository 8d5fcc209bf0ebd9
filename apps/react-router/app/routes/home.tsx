export default function Home() {
  return (
    <main>
      <h1>Flightdeck in React Router</h1>
      <p>
        The runtime is at <code>/api/copilotkit</code>, and in single-route mode at{' '}
        <code>/api/copilotkit-single</code>.
      </p>
    </main>
  )
}
