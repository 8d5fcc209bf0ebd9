import { type AbsentName, absentNames } from './absent-names.ts'

/** What stands for a class or function that this runtime does not have: made or called, it says what to use instead. */
export interface Absent {
  new (...args: unknown[]): never
  (...args: unknown[]): never
}

/** A type of the original for what this runtime does not have. Nothing has it. */
export interface AbsentType {
  /** Never there. */
  readonly absent: never
}

/** Stands in for a name of the original: an Error with what to use instead is thrown when it is made or called. */
export function absent(name: AbsentName): Absent {
  // A declared function can be both made and called.
  function refuse(): never {
    throw new Error(`${name} is not part of this runtime. ${absentNames[name]}`)
  }
  return refuse as unknown as Absent
}
