import type { KeyboardEvent } from 'react'
import { useEffect, useRef } from 'react'

/** The server's maximum length of a name. */
const MAX_LENGTH = 200

interface NameFieldProps {
  name: string
  /** Called once: with the new name, or with undefined to keep the current one. */
  onDone(name?: string): void
}

/** An input for a name. Enter and blur save it, Escape cancels. */
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
      aria-label="Chat name"
      defaultValue={name}
      maxLength={MAX_LENGTH}
      onKeyDown={onKeyDown}
      onBlur={({ currentTarget }) => end(currentTarget.value)}
    />
  )
}
