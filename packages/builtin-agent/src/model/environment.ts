/** A variable of the environment, where there is one: workers have none. Empty counts as not set. */
export function environmentVariable(name: string): string | undefined {
  if (typeof process === 'undefined') return undefined
  return process.env?.[name] || undefined
}
