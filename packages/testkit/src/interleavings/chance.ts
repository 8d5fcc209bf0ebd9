/** A whole number from 0 to `sides` - 1. */
export type Dice = (sides: number) => number

/** A number from 0 up to 1 that depends on the seed and the name alone, whatever else was asked for, and when. */
export function chance(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1)
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

/** Dice of one act: the same throws for the same seed and name. */
export function diceOf(seed: number, name: string): Dice {
  let throws = 0
  return (sides) => {
    throws += 1
    return Math.floor(chance(seed, `${name}, throw ${throws}`) * sides)
  }
}

/** One of several. */
export function anyOf<T>(dice: Dice, items: readonly T[]): T {
  return items[dice(items.length)] as T
}
