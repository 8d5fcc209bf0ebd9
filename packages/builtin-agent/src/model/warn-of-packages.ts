import type { BuiltInAgentClassicConfig } from '../config/configuration.ts'
import { warnIfMissing } from '../sdk/warn-if-missing.ts'
import { readModelName } from './load-model.ts'
import { packageOf } from './model-factories.ts'

/** Writes to the console which packages of a new agent are not installed, where that is known at once. */
export function warnOfMissingPackages({ model }: BuiltInAgentClassicConfig): void {
  warnIfMissing('ai', 'The agent')
  if (typeof model !== 'string') return
  try {
    warnIfMissing(packageOf(readModelName(model).provider.api), `The model "${model}"`)
  } catch {
    // A name that is wrong is reported by the run.
  }
}
