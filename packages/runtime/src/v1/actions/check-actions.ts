import { uselessOf } from '../known-options.ts'

const USELESS = { additionalConfig: 'an action is called with its arguments alone' }

/**
 * Finds what is wrong with the actions of a runtime or of one run. Says what has no effect.
 *
 * @throws TypeError
 */
export function checkActions(actions: unknown): string[] {
  if (actions === undefined || actions === null) return []
  if (!Array.isArray(actions)) {
    throw new TypeError('actions must be an array, or a function that gives one.')
  }
  const names = new Set<string>()
  for (const action of actions) {
    const { name, handler, parameters } = Object(action) as Record<string, unknown>
    if (typeof name !== 'string' || name === '') throw new TypeError('Every action needs a name.')
    if (names.has(name))
      throw new TypeError(`Two actions are called '${name}'. Each needs a name of its own.`)
    names.add(name)
    if (handler !== undefined && typeof handler !== 'function') {
      throw new TypeError(`The handler of the action '${name}' must be a function.`)
    }
    if (parameters !== undefined && !Array.isArray(parameters)) {
      throw new TypeError(
        `parameters of the action '${name}' must be an array: [{ name: 'city', type: 'string' }]. A JSON Schema or a ` +
          'schema of zod belongs to defineTool.',
      )
    }
  }
  return actions.flatMap((action) => uselessOf(action, USELESS))
}
