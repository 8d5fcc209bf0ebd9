import type { Parameter } from './parameter.ts'

/** A JSON Schema of an object. */
export interface ObjectSchema {
  type: 'object'
  description?: string
  properties?: Record<string, object>
  required?: string[]
  additionalProperties?: boolean
}

/** The JSON Schema of an action's arguments. A parameter is required unless it says `required: false`. */
export function parametersToSchema(parameters: readonly Parameter[] = []): ObjectSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, toSchema(parameter)])),
    required: parameters.filter(({ required }) => required !== false).map(({ name }) => name),
  }
}

function toSchema(parameter: Parameter): object {
  const about = parameter.description === undefined ? {} : { description: parameter.description }
  const { type = 'string' } = parameter
  if (type.endsWith('[]')) {
    return { type: 'array', items: itemSchema(type.slice(0, -2), parameter), ...about }
  }
  return { ...itemSchema(type, parameter), ...about }
}

function itemSchema(type: string, parameter: Parameter): object {
  if (type === 'object') {
    const attributes = 'attributes' in parameter ? parameter.attributes : undefined
    if (attributes === undefined) return { type }
    return { ...parametersToSchema(attributes), additionalProperties: false }
  }
  const values = 'enum' in parameter ? parameter.enum : undefined
  return values === undefined ? { type } : { type, enum: values }
}
