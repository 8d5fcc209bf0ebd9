import type { CopilotRuntimeOptions } from '@flightdeck/runtime-core'
import { warnOnce } from './report-to.ts'

/**
 * Refuses members that an option does not have.
 *
 * @throws TypeError that names the member, and what to write instead if `replacements` has it
 */
export function refuseUnknown(
  option: string,
  value: object,
  known: readonly string[],
  replacements: Readonly<Record<string, string>> = {},
): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name))
  if (unknown === undefined) return
  const advice = Object.hasOwn(replacements, unknown)
    ? replacements[unknown]
    : `Its options are: ${known.join(', ')}.`
  throw new TypeError(`${option} has no option '${unknown}'. ${advice}`)
}

/** Warns of members that are given without effect, each once in this process. */
export function warnOfUseless(
  value: object,
  reasons: Readonly<Record<string, string>>,
  logger: CopilotRuntimeOptions['logger'],
): void {
  for (const [name, reason] of Object.entries(reasons)) {
    const given: unknown = Reflect.get(value, name)
    if (given !== undefined && given !== false) warnOnce(logger, `${name} has no effect: ${reason}`)
  }
}

/** Warns of options of a service adapter that it does not have, each once in this process. */
export function warnOfUnknown(adapter: string, params: object, known: Readonly<Record<string, true>>): void {
  for (const name of Object.keys(params)) {
    if (Object.hasOwn(known, name)) continue
    warnOnce(
      undefined,
      `${adapter} has no option '${name}'. Its options are: ${Object.keys(known).join(', ')}`,
    )
  }
}
