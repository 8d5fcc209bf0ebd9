/**
 * A variable of the environment, where there is one: workers have none, and Deno may be told not to give it. Empty
 * counts as not set.
 */
export function environmentVariable(name: string): string | undefined {
  if (typeof process === 'undefined') return undefined
  try {
    return process.env?.[name] || undefined
  } catch {
    return undefined
  }
}
