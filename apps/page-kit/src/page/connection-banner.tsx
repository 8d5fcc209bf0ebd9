import './connection-banner.css'
import { useEffect, useState } from 'react'

const GREETING_MS = 4000

export interface ConnectionBannerProps {
  /** Whether the server does not answer. */
  isDown: boolean
  /** What to say for a moment when it does again. */
  greeting: string
}

/** Says when the server is gone, and for a moment when it is back. */
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
        <span className="pulse" /> The server does not answer. Trying again until it does; your text is kept.
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
