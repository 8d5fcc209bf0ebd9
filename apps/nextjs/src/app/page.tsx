export default function Page() {
  return (
    <main>
      <h1>Flightdeck in Next.js</h1>
      <p>
        The runtime is at <code>/api/copilotkit</code>, and in single-route mode at{' '}
        <code>/api/copilotkit-single</code>.
      </p>
    </main>
  )
}
