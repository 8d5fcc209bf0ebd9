import type { ToolDefinition } from '@flightdeck/builtin-agent'
import { type LoggerOf, warnOnce } from '../warn-once.ts'
import type { ActionsConfiguration, ActionsContext } from './action.ts'
import { checkActions } from './check-actions.ts'
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
 * @throws TypeError for actions that are no array, or one that is malformed
 */
export async function actionTools(
  actions: ActionsConfiguration | undefined,
  context: ActionsContext,
  logger: LoggerOf,
): Promise<ToolDefinition[]> {
  const given = typeof actions === 'function' ? await actions(context) : (actions ?? [])
  for (const warning of checkActions(given)) warnOnce(logger(), warning)
  return ((given ?? []) as readonly AnyAction[]).map(toTool)
}

function toTool(action: AnyAction): ToolDefinition {
  const { name, description = '', parameters } = action
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
