import type { JsonSchemaObject } from './standard-schema.ts'

/** What is used of zod: version 4 makes a schema of a JSON Schema. */
export interface ZodFromJsonSchema<Schema extends { optional(): unknown }> {
  fromJSONSchema(jsonSchema: never): Schema
}

/**
 * A zod schema for a JSON Schema, made by the application's own zod (version 4): `convertJsonSchemaToZodSchema(schema, true, z)`.
 *
 * Nothing here needs it: tools take JSON Schemas as they are. Throws a TypeError when it is given no zod 4.
 */
export function convertJsonSchemaToZodSchema<Schema extends { optional(): unknown }>(
  jsonSchema: JsonSchemaObject,
  required: boolean,
  z: ZodFromJsonSchema<Schema>,
): Schema | ReturnType<Schema['optional']> {
  if (typeof (z as Partial<typeof z> | undefined)?.fromJSONSchema !== 'function') {
    throw new TypeError(
      'The third argument is zod, version 4: convertJsonSchemaToZodSchema(schema, required, z)',
    )
  }
  const schema = z.fromJSONSchema(jsonSchema as never)
  return required ? schema : (schema.optional() as ReturnType<Schema['optional']>)
}
