import type { BuiltInAgentConfiguration } from '../config/configuration.ts'

const MAX_LENGTH = 200

/** What an agent says of itself unless it is told otherwise: the first line of its prompt, or nothing. */
export function agentDescription(config: BuiltInAgentConfiguration): string {
  if ('factory' in config) return ''
  const [line = ''] = (config.prompt ?? '').trim().split(/\r?\n/, 1)
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line
}
