import type { MappedParameterTypes, Parameter } from './parameter.ts'

/** A function of the server that the model may call. */
export interface Action<T extends Parameter[] | [] = Parameter[]> {
  /** The name by which the model calls it. */
  name: string
  /** Tells the model what it does and when to use it. @default '' */
  description?: string | undefined
  /** The arguments, in the form that becomes a JSON Schema. @default none */
  parameters?: T | undefined
  /**
   * Does the work. A string it returns is the result as it is; any other value is written as JSON. What it throws becomes a
   * result that tells the model of the failure.
   */
  handler?(args: MappedParameterTypes<T>): unknown
  /** @deprecated Without effect, which a warning says. */
  additionalConfig?: Readonly<Record<string, unknown>> | undefined
}

/** What a function that gives the actions of a run is told. */
export interface ActionsContext {
  /** The `properties` of the client: `forwardedProps` of the run. */
  // biome-ignore lint/suspicious/noExplicitAny: existing code reads members of it without narrowing
  properties: any
  /** The URL that the request was sent to. */
  url?: string | undefined
}

/** The option `actions`: the actions, or a function that is called once for every run. */
export type ActionsConfiguration<T extends Parameter[] | [] = Parameter[]> =
  | Action<T>[]
  | ((context: ActionsContext) => Action<T>[] | Promise<Action<T>[]>)
