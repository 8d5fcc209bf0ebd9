import { maskSecrets } from './mask-secrets.ts'

const MAX_CAUSES = 5
const MAX_LENGTH = 10_000

/** What was thrown, as text for a log: its stack and those of its causes, without secrets. Never throws. */
export function describeCause(thrown: unknown): string {
  const parts: string[] = []
  let current = thrown
  for (let depth = 0; depth < MAX_CAUSES && current !== undefined; depth += 1) {
    parts.push(depth === 0 ? textOf(current) : `caused by: ${textOf(current)}`)
    current = causeOf(current)
  }
  return maskSecrets(parts.join('\n').slice(0, MAX_LENGTH))
}

function textOf(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error))
      return typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown)
    const heading = `${thrown.name}: ${thrown.message}`
    const { stack } = thrown
    // An engine writes the heading into the stack when the error is made; the message may have changed since.
    return typeof stack === 'string' && stack.includes(thrown.message)
      ? stack
      : `${heading}\n${stack ?? ''}`.trim()
  } catch {
    return 'a value that cannot be read'
  }
}

function causeOf(thrown: unknown): unknown {
  try {
    return thrown instanceof Error ? thrown.cause : undefined
  } catch {
    return undefined
  }
}
