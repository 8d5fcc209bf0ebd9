import type { BuiltInAgentConfiguration } from '../config/configuration.ts'

const MAX_LENGTH = 200

/** The description of an agent that has none of its own: the first line of its prompt, or an empty string. */
export function agentDescription(config: BuiltInAgentConfiguration): string {
  if ('factory' in config) return ''
  const [line = ''] = (config.prompt ?? '').trim().split(/\r?\n/, 1)
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line
}
