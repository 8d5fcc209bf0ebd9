/** A log, and how often runs on it were taken over: `3f9a1c02` at first, then `3f9a1c02~1`. */
const GENERATION = /^(.*?)(?:~(\d+))?$/s

/**
 * Returns the generation that a thread gets when a run on it is taken over. For stores: `seize` sets it.
 *
 * What the former holder sent beyond the events that were kept is void, and its positions are used again. The new
 * generation tells the two apart.
 */
export function nextGeneration(generation: string): string {
  const { log, takeovers } = parse(generation)
  return `${log}~${takeovers + 1}`
}

/** Whether two generations are of one log, between which the thread was not deleted. */
export function isSameLog(one: string, other: string): boolean {
  return parse(one).log === parse(other).log
}

/** Whether a run was taken over between two generations of one log. */
export function isEarlier(one: string, other: string): boolean {
  return isSameLog(one, other) && parse(one).takeovers < parse(other).takeovers
}

function parse(generation: string): { log: string; takeovers: number } {
  const [, log = '', takeovers = '0'] = GENERATION.exec(generation) ?? []
  return { log, takeovers: Number(takeovers) }
}
