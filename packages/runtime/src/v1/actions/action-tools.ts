import type { ToolDefinition } from '@flightdeck/builtin-agent'
import type { ActionsConfiguration, ActionsContext } from './action.ts'
import { parametersToSchema } from './parameters-to-schema.ts'

/** An action whose parameter types are not known. */
interface AnyAction {
  readonly name: string
  readonly description?: string | undefined
  readonly parameters?: Parameters<typeof parametersToSchema>[0]
  handler?(args: never): unknown
}

/**
 * The actions of one run as tools of its agent.
 *
 * @throws TypeError for actions that are no array, or one without a name
 */
export async function actionTools(
  actions: ActionsConfiguration | undefined,
  context: ActionsContext,
): Promise<ToolDefinition[]> {
  const given: unknown = typeof actions === 'function' ? await actions(context) : actions
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw new TypeError('actions must be an array, or a function that gives one.')
  return given.map(toTool)
}

function toTool(action: AnyAction): ToolDefinition {
  const { name, description = '', parameters } = action
  if (typeof name !== 'string' || name === '') throw new TypeError('Every action needs a name.')
  return {
    name,
    description,
    parameters: { ...parametersToSchema(parameters) },
    execute: (args) => carryOut(action, args),
  }
}

async function carryOut(action: AnyAction, args: unknown): Promise<unknown> {
  if (typeof action.handler !== 'function') {
    return (
      `The tool "${action.name}" was advertised without a handler, so it has no implementation to run. ` +
      'Tell the user this tool is unavailable.'
    )
  }
  const result = await action.handler(args as never)
  return result === undefined ? `The tool "${action.name}" ran and returned no value.` : result
}
