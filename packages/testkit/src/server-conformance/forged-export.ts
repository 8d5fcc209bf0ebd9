/** An export that says something else of its thread, or has more lines, and whose checksum fits. */
export async function forged(
  exported: string,
  change: (thread: Record<string, unknown>) => void,
  more: readonly string[] = [],
): Promise<string> {
  const lines = exported.trimEnd().split('\n')
  const isAbout = (name: string) => (line: string) => line.includes(`"name":"flightdeck.${name}"`)
  const at = lines.findIndex(isAbout('thread'))
  const about = JSON.parse(lines[at] ?? '') as { value: Record<string, unknown> }
  change(about.value)
  lines[at] = JSON.stringify(about)
  lines.splice(-1, 0, ...more)
  const checked = lines.findIndex(isAbout('checksum'))
  const covered = lines.filter((_, index) => index !== checked).map((line) => `${line}\n`)
  const bytes = new TextEncoder().encode(covered.join(''))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const value = `sha-256:${[...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  lines[checked] = JSON.stringify({ type: 'CUSTOM', name: 'flightdeck.checksum', value })
  return `${lines.join('\n')}\n`
}
