import './connection-banner.css'
import { useEffect, useState } from 'react'

const GREETING_MS = 4000

export interface ConnectionBannerProps {
  /** Whether the server cannot be reached. */
  isDown: boolean
  /** The text shown for a moment after reconnecting. */
  greeting: string
}

/** Shows that the server cannot be reached, and for a moment that it is back. */
export function ConnectionBanner({ isDown, greeting }: ConnectionBannerProps) {
  const [wasDown, setWasDown] = useState(false)
  useEffect(() => {
    if (isDown) return setWasDown(true)
    const timer = setTimeout(() => setWasDown(false), GREETING_MS)
    return () => clearTimeout(timer)
  }, [isDown])

  if (isDown) {
    return (
      <div className="banner down" role="status" data-testid="banner">
        <span className="pulse" /> The server cannot be reached. Reconnecting… Your text is kept.
      </div>
    )
  }
  if (!wasDown) return null
  return (
    <div className="banner back" role="status" data-testid="banner">
      {greeting}
    </div>
  )
}
