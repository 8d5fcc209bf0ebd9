import { EXPORT_CHECKSUM_EVENT, EXPORT_THREAD_EVENT, exportChecksum } from '@flightdeck/protocol'

/** An export with a changed thread record or additional lines, and a valid checksum. */
export async function forged(
  exported: string,
  change: (thread: Record<string, unknown>) => void,
  more: readonly string[] = [],
): Promise<string> {
  const lines = exported.trimEnd().split('\n')
  const isAbout = (name: string) => (line: string) => line.includes(`"name":"${name}"`)
  const at = lines.findIndex(isAbout(EXPORT_THREAD_EVENT))
  const about = JSON.parse(lines[at] ?? '') as { value: Record<string, unknown> }
  change(about.value)
  lines[at] = JSON.stringify(about)
  lines.splice(-1, 0, ...more)
  const checked = lines.findIndex(isAbout(EXPORT_CHECKSUM_EVENT))
  const value = await exportChecksum(lines.filter((_, index) => index !== checked))
  lines[checked] = JSON.stringify({ type: 'CUSTOM', name: EXPORT_CHECKSUM_EVENT, value })
  return `${lines.join('\n')}\n`
}
