/** What a check of a value gave: the value as the schema makes it, or what is wrong with it. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: unknown }[] }

/**
 * A schema of any library that follows Standard Schema v1 (https://standardschema.dev): zod, valibot, arktype and others.
 * A library that also follows Standard JSON Schema can be shown to a model without more.
 */
export interface StandardSchemaV1<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
    readonly jsonSchema?:
      | { readonly input: (options: { target: 'draft-07' }) => Record<string, unknown> }
      | undefined
  }
}

/** A JSON Schema, passed on to the model as it is. */
export type JsonSchemaObject = { readonly [keyword: string]: unknown }

/** What describes the arguments of a tool. */
export type ToolParameters = StandardSchemaV1 | JsonSchemaObject

/** The arguments that a tool is called with, as its schema makes them. */
export type InferToolArguments<Parameters extends ToolParameters> = Parameters extends {
  readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined }
}
  ? Output
  : Record<string, unknown>

/** Whether a value is a Standard Schema. Some libraries make schemas that are functions. */
export function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false
  const standard = (value as { '~standard'?: unknown })['~standard']
  return typeof standard === 'object' && standard !== null
}
