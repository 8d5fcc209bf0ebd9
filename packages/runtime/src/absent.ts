import { type AbsentName, absentNames } from './absent-names.ts'

/** A placeholder for a class or function that is not available. It throws when it is constructed or called. */
export interface Absent {
  new (...args: unknown[]): never
  (...args: unknown[]): never
}

/** A placeholder for a type of `@copilotkit/runtime` that is not available. No value has this type. */
export interface AbsentType {
  /** Never set. */
  readonly absent: never
}

/** Creates the placeholder for a name. When constructed or called it throws an Error that names the replacement. */
export function absent(name: AbsentName): Absent {
  // A function declaration can be both constructed and called.
  function refuse(): never {
    throw new Error(`${name} is not part of this runtime. ${absentNames[name]}`)
  }
  return refuse as unknown as Absent
}
