import type { BaseEvent, Message, RunAgentInput } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import type { BuiltInAgentClassicConfig } from '../configuration.ts'
import { convertAISDKStream } from '../convert/convert-ai-sdk-stream.ts'
import { StateEvents } from '../convert/state-events.ts'
import { toolResult } from '../convert/tool-calls.ts'
import { type McpConnections, openMcpTools, toProblemEvent } from '../mcp/index.ts'
import { convertMessagesToVercelAISDKMessages } from '../messages/convert-messages.ts'
import { loadAiSdk } from '../model/load-ai-sdk.ts'
import { loadModel } from '../model/load-model.ts'
import { withoutWarnings } from '../model/without-warnings.ts'
import { convertToolsToVercelAITools } from '../tools/client-tools.ts'
import { convertToolDefinitionsToVercelAITools } from '../tools/server-tools.ts'
import { stateToolSet } from '../tools/state-tool-set.ts'
import { withWrittenSchemas } from '../tools/written-schemas.ts'
import { answerCalls, type CallAnswer } from './answer-calls.ts'
import { callSettings } from './call-settings.ts'
import { withDistinctCalls } from './distinct-calls.ts'
import { accessOf } from './model-access.ts'
import { withOverrides } from './overrides.ts'
import { questionsOf, withWording } from './questions.ts'
import type { RunReport } from './run-report.ts'
import { systemPrompt } from './system-prompt.ts'

/** What one run of the classic mode works with. */
export interface ClassicRun {
  readonly config: BuiltInAgentClassicConfig
  readonly connections: McpConnections
  readonly input: RunAgentInput
  readonly signal: AbortSignal
  readonly report: RunReport
}

/** One run of the classic mode: the events between its start and its ending. */
export async function* classicRun(run: ClassicRun): AsyncGenerator<BaseEvent, void, undefined> {
  const { input, signal } = run
  const config = withOverrides(run.config, input)
  const sdk = await loadAiSdk()
  const model = await loadModel(config.model, accessOf(run.config, config.model))
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
    const tools = { ...ownTools, ...mcp.tools }
    const answers: CallAnswer[] = []
    const state = new StateEvents(input.state)
    for await (const answer of answerCalls(input.messages, input.resume ?? [], {
      tools,
      signal,
      messages: convertMessagesToVercelAISDKMessages(input.messages, config),
      checkArguments: async (tool, given) => {
        const checked = await sdk.asSchema(tool.inputSchema).validate?.(given)
        if (checked?.success === false) throw checked.error
        return checked === undefined ? given : checked.value
      },
    })) {
      answers.push(answer)
      yield* state.of(answer.toolName, answer.output)
      yield toolResult(crypto.randomUUID(), answer.toolCallId, answer.content)
    }
    const system = systemPrompt(config.prompt, input, config.stateTools !== false)
    const result = sdk.streamText({
      model: withoutWarnings(withDistinctCalls(model)),
      ...(system !== '' && { system }),
      messages: convertMessagesToVercelAISDKMessages([...input.messages, ...answers.map(toMessage)], config),
      // Only messages that the configuration asks for are system messages.
      allowSystemInMessages: true,
      tools,
      abortSignal: signal,
      ...callSettings(config, sdk.stepCountIs),
      // Failures are read from the stream; the SDK would write them to the console.
      onError: () => {},
    })
    // As it names itself; `openai.responses` is `openai`.
    const [provider] = model.provider.split('.')
    yield* convertAISDKStream(questionsOf(result.fullStream, config.tools ?? [], run.report), {
      signal,
      state: input.state,
      onInterrupt: (interrupt) => run.report.interrupt(withWording(interrupt, config.tools ?? [])),
      input,
      onUsage: (usage) => run.report.use({ ...(provider !== undefined && { provider }), ...usage }),
    })
  } finally {
    await mcp.close()
  }
}

function toolsOf(config: BuiltInAgentClassicConfig, input: RunAgentInput): ToolSet {
  return {
    ...convertToolsToVercelAITools(input.tools ?? []),
    ...convertToolDefinitionsToVercelAITools(config.tools ?? [], input),
    ...(config.stateTools !== false && stateToolSet),
  }
}

function toMessage({ toolCallId, content }: CallAnswer): Message {
  return { id: crypto.randomUUID(), role: 'tool', toolCallId, content }
}
