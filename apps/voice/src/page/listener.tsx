import { useEffect, useState } from 'react'

/** Says which service gets the recordings. */
export function Listener() {
  const [description, setDescription] = useState<string>()

  useEffect(() => {
    const unmounted = new AbortController()
    fetch('/listener', { signal: unmounted.signal })
      .then((response) => response.json())
      .then((listener: { description: string }) => setDescription(listener.description))
      .catch(() => {})
    return () => unmounted.abort()
  }, [])

  if (description === undefined) return null
  return (
    <p className="listener" data-testid="listener">
      Your recordings are transcribed by {description}.
    </p>
  )
}
