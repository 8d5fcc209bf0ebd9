interface ParameterBase {
  /** The key under which the argument is passed to the handler. */
  name: string
  /** Tells the model what the argument means. */
  description?: string | undefined
  /** Whether the model has to give it. @default true */
  required?: boolean | undefined
}

interface StringParameter extends ParameterBase {
  /** @default 'string' */
  type?: 'string' | undefined
  /** The only values allowed. @default any string */
  enum?: string[] | undefined
}

interface PlainParameter extends ParameterBase {
  type: 'number' | 'boolean' | 'string[]' | 'number[]' | 'boolean[]'
}

interface ObjectParameter extends ParameterBase {
  type: 'object' | 'object[]'
  /** The members of the object, or of each object in the array. @default any members */
  attributes?: Parameter[] | undefined
}

/** One argument of an action. */
export type Parameter = StringParameter | PlainParameter | ObjectParameter

interface PlainTypes {
  string: string
  number: number
  boolean: boolean
  'string[]': string[]
  'number[]': number[]
  'boolean[]': boolean[]
}

type ObjectValue<P> = P extends { attributes: infer Attributes extends readonly Parameter[] }
  ? MappedParameterTypes<Attributes>
  : Record<string, unknown>

type ParameterValue<P> = P extends { type: 'object[]' }
  ? ObjectValue<P>[]
  : P extends { type: 'object' }
    ? ObjectValue<P>
    : P extends { enum: infer Values extends readonly string[] }
      ? Values[number]
      : P extends { type: infer Type extends keyof PlainTypes }
        ? PlainTypes[Type]
        : string

type OptionalNames<T extends readonly Parameter[]> = Extract<T[number], { required: false }>['name']

/** The arguments that parameters describe, by name. */
export type MappedParameterTypes<T extends readonly Parameter[]> = {
  [P in T[number] as Exclude<P['name'], OptionalNames<T>>]: ParameterValue<P>
} & {
  [P in T[number] as Extract<P['name'], OptionalNames<T>>]?: ParameterValue<P>
}
