/** A variable of the environment. Undefined where there is none, where it is empty, and where it may not be read. */
export function environmentVariable(name: string): string | undefined {
  if (typeof process === 'undefined') return undefined
  try {
    return process.env?.[name] || undefined
  } catch {
    return undefined
  }
}
