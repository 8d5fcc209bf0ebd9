import './connection-banner.css'
import { useEffect, useState } from 'react'
import type { Connection } from './connection.ts'

const GREETING_MS = 4000

/** Says when the server is gone, and for a moment when it is back. */
export function ConnectionBanner({ connection }: { connection: Connection }) {
  const { state, returns } = connection
  const [greeted, setGreeted] = useState(0)
  useEffect(() => {
    const timer = setTimeout(() => setGreeted(returns), GREETING_MS)
    return () => clearTimeout(timer)
  }, [returns])

  if (state === 'down') {
    return (
      <div className="banner down" role="status" data-testid="banner">
        <span className="pulse" /> The server does not answer. Trying again until it does; your text is kept.
      </div>
    )
  }
  if (returns <= greeted) return null
  return (
    <div className="banner back" role="status" data-testid="banner">
      The server is back.
    </div>
  )
}
