import type { BaseEvent, RunAgentInput } from '@ag-ui/client'
import { orAborted } from '../abort/or-aborted.ts'
import type { BuiltInAgentClassicConfig } from '../config/configuration.ts'
import type { ToolDefinition } from '../config/tool-definition.ts'

/** The run that tools are added to. */
export interface RunOfTools {
  /** The input of the run. */
  readonly input: RunAgentInput
  /** Aborts when the run is stopped. */
  readonly signal: AbortSignal
}

/** Tools that are added to an agent, or a function that gives those of one run. */
export type AddedTools =
  | readonly ToolDefinition[]
  | ((run: RunOfTools) => readonly ToolDefinition[] | Promise<readonly ToolDefinition[]>)

/** Runs an agent with the tools that were added to it. Of two with the same name, the configured or the first added is kept. */
export async function* withAddedTools(
  config: BuiltInAgentClassicConfig,
  added: readonly AddedTools[],
  run: RunOfTools,
  start: (config: BuiltInAgentClassicConfig) => AsyncIterable<BaseEvent>,
): AsyncGenerator<BaseEvent, void, undefined> {
  const tools = [...(config.tools ?? [])]
  const names = new Set(tools.map(({ name }) => name))
  for (const source of added) {
    const given = typeof source === 'function' ? await orAborted(later(source, run), run.signal) : source
    for (const tool of given) {
      if (!names.has(tool.name)) tools.push(tool)
      names.add(tool.name)
    }
  }
  yield* start(added.length === 0 ? config : { ...config, tools })
}

async function later(
  source: Extract<AddedTools, (run: RunOfTools) => unknown>,
  run: RunOfTools,
): Promise<readonly ToolDefinition[]> {
  return source(run)
}
