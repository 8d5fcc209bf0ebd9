import './connection-banner.css'
import { useEffect, useState } from 'react'
import type { LiveList } from './live-list.ts'

const GREETING_MS = 4000

/** Says when the server is gone, and for a moment when it is back. */
export function ConnectionBanner({ state }: { state: LiveList['state'] }) {
  const [wasDown, setWasDown] = useState(false)
  useEffect(() => {
    if (state === 'down') return setWasDown(true)
    const timer = setTimeout(() => setWasDown(false), GREETING_MS)
    return () => clearTimeout(timer)
  }, [state])

  if (state === 'down') {
    return (
      <div className="banner down" role="status" data-testid="banner">
        <span className="pulse" /> The server does not answer. Trying again until it does; your text is kept.
      </div>
    )
  }
  if (!wasDown) return null
  return (
    <div className="banner back" role="status" data-testid="banner">
      The server is back, and so are your chats.
    </div>
  )
}
