import { type AGUIEvent, type BaseEvent, EventType, type RunAgentInput } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import type { BuiltInAgentClassicConfig } from '../config/configuration.ts'
import { type McpConnections, type McpProblem, openMcpTools } from '../mcp/index.ts'
import { toModelMessages, withUserTurn } from '../messages/convert-messages.ts'
import { fileFormatOf } from '../messages/result-parts.ts'
import { accessOf, loadModel } from '../model/load-model.ts'
import { withArgumentsChecks, withWrittenSchemas } from '../schema/tool-schema.ts'
import { loadAiSdk } from '../sdk/load-ai-sdk.ts'
import { createStateTools } from '../state/create-state-tools.ts'
import { convertToolsToVercelAITools } from '../tools/client-tools.ts'
import { withFileResults } from '../tools/file-results.ts'
import { toServerTools } from '../tools/server-tools.ts'
import { callModel } from './call-model.ts'
import { withOverrides } from './overrides.ts'
import { resumeCalls } from './resume-calls.ts'
import type { RunReport } from './run-report.ts'

/** The inputs of one run with a model. */
export interface ClassicRun {
  readonly config: BuiltInAgentClassicConfig
  readonly connections: McpConnections
  readonly input: RunAgentInput
  readonly signal: AbortSignal
  readonly report: RunReport
}

/** One run with a model: the events between its start and its ending. */
export async function* classicRun(run: ClassicRun): AsyncGenerator<BaseEvent, void, undefined> {
  const { input, signal, report } = run
  const config = withOverrides(run.config, input)
  const sdk = await loadAiSdk()
  const model = await loadModel(config.model, accessOf(run.config, config.model))
  // Named models over chat completions only support text as a tool result.
  const isChat = typeof config.model === 'string' && model.provider.endsWith('.chat')
  const fileFormat = isChat ? 'words' : fileFormatOf(sdk)
  const ownTools = await withWrittenSchemas(toolsOf(config, input), sdk.asSchema)
  const mcp = await openMcpTools({
    mcpServers: config.mcpServers,
    mcpClients: config.mcpClients,
    takenNames: Object.keys(ownTools),
    connections: run.connections,
    signal,
    onFailure: config.onMcpProblem,
  })
  try {
    yield* mcp.problems.map(toProblemEvent)
    const mcpTools = await withArgumentsChecks(mcp.tools, sdk.asSchema)
    // Without a prototype: a model that calls `toString` calls a tool that does not exist.
    const tools: ToolSet = Object.assign(
      Object.create(null),
      withFileResults({ ...ownTools, ...mcpTools }, fileFormat),
    )
    const conversion = { ...rolesOf(config), fileFormat, forwardReasoning: true }
    const { messages: answered, outputs } = yield* resumeCalls({
      sdk,
      input,
      tools,
      signal,
      conversion,
      maxStateBytes: config.maxStateBytes,
    })
    const messages = toModelMessages(answered, { ...conversion, outputs })
    yield* callModel({ sdk, config, model, input, messages: withUserTurn(messages), tools, signal, report })
  } finally {
    await mcp.close()
  }
}

function toolsOf(config: BuiltInAgentClassicConfig, input: RunAgentInput): ToolSet {
  return {
    ...convertToolsToVercelAITools(input.tools ?? []),
    ...toServerTools(config.tools ?? [], input),
    ...(config.stateTools !== false && createStateTools(input.state, config.maxStateBytes)),
  }
}

function rolesOf({ forwardSystemMessages, forwardDeveloperMessages }: BuiltInAgentClassicConfig) {
  return { forwardSystemMessages, forwardDeveloperMessages }
}

/** The event that reports an MCP server or tool that is left out of the run. */
export function toProblemEvent({ code, server, message }: McpProblem): BaseEvent {
  const value = { code, server, message }
  return { type: EventType.CUSTOM, name: 'flightdeck.mcp_problem', value } satisfies AGUIEvent
}
