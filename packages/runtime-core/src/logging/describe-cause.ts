import { escapeControls } from './escape-controls.ts'
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
  // Indented, so that a line of a message cannot be taken for a line of the log.
  const lines = maskSecrets(parts.join('\n').slice(0, 2 * MAX_LENGTH))
    .slice(0, MAX_LENGTH)
    .split('\n')
  return lines.map((line) => `  ${escapeControls(line)}`).join('\n')
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
