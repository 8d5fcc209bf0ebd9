import type { KeyboardEvent } from 'react'
import { useEffect, useRef } from 'react'

/** As long as the server lets a name be. */
const MAX_LENGTH = 200

interface NameFieldProps {
  name: string
  /** Called once: with the new name, or with nothing when it is to stay as it is. */
  onDone(name?: string): void
}

/** A name to be edited: Enter keeps it, and so does going elsewhere; Escape does not. */
export function NameField({ name, onDone }: NameFieldProps) {
  const input = useRef<HTMLInputElement>(null)
  const isDone = useRef(false)

  useEffect(() => input.current?.select(), [])

  const end = (typed: string): void => {
    if (isDone.current) return
    isDone.current = true
    const text = typed.trim()
    onDone(text === '' || text === name ? undefined : text)
  }
  const onKeyDown = ({ key, nativeEvent, currentTarget }: KeyboardEvent<HTMLInputElement>): void => {
    if (nativeEvent.isComposing) return
    if (key === 'Enter') end(currentTarget.value)
    if (key === 'Escape') end(name)
  }

  return (
    <input
      ref={input}
      aria-label="Name of the chat"
      defaultValue={name}
      maxLength={MAX_LENGTH}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget }) => end(currentTarget.value)}
    />
  )
}
