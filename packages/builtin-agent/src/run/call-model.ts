import type { BaseEvent, RunAgentInput } from '@ag-ui/client'
import type { ModelMessage, ToolSet } from 'ai'
import type { BuiltInAgentClassicConfig } from '../config/configuration.ts'
import { convertAISDKStream } from '../convert/convert-ai-sdk-stream.ts'
import { systemPrompt } from '../messages/system-prompt.ts'
import type { SdkModel } from '../model/model-factories.ts'
import { prepareModel } from '../model/prepare-model.ts'
import { callSettings } from './call-settings.ts'
import { reportInterrupts, withWording } from './interrupt-tools.ts'
import type { RunReport } from './run-report.ts'

/** What calling a model needs. */
export interface ModelCall {
  readonly sdk: typeof import('ai')
  readonly config: BuiltInAgentClassicConfig
  readonly model: SdkModel
  readonly input: RunAgentInput
  readonly messages: ModelMessage[]
  readonly tools: ToolSet
  readonly signal: AbortSignal
  readonly report: RunReport
}

/** Calls the model, again as long as it calls server tools, and yields the events of its completions. */
export async function* callModel(call: ModelCall): AsyncGenerator<BaseEvent, void, undefined> {
  const { sdk, config, model, input, messages, tools, signal, report } = call
  const { tools: definitions = [] } = config
  const system = systemPrompt(config.prompt, input, config.stateTools !== false)
  const { fullStream } = sdk.streamText({
    model: prepareModel(model),
    ...(system !== '' && { system }),
    messages,
    // Only messages that the configuration asks for are system messages.
    allowSystemInMessages: true,
    tools,
    abortSignal: signal,
    ...callSettings(config, sdk.stepCountIs),
    // Errors are read from the stream; by default the SDK logs them to the console.
    onError: () => {},
  })
  // The provider string of the model, `openai` of `openai.responses`.
  const [provider] = model.provider.split('.')
  yield* convertAISDKStream(reportInterrupts(fullStream, definitions, report), {
    signal,
    state: input.state,
    maxStateBytes: config.maxStateBytes,
    input,
    onInterrupt: (interrupt) => report.interrupt(withWording(interrupt, definitions)),
    onFinish: (reason) => report.finish(reason),
    onUsage: (usage) => report.use({ ...(provider !== undefined && { provider }), ...usage }),
  })
}
