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

/** Says which members are given without effect, and why. */
export function uselessOf(value: object, reasons: Readonly<Record<string, string>>): string[] {
  return Object.entries(reasons).flatMap(([name, reason]) => {
    const given: unknown = Reflect.get(value, name)
    return given === undefined || given === false ? [] : [`${name} has no effect: ${reason}`]
  })
}
