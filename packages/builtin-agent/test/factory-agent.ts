import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogleGenerativeAI } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { stepCountIs, streamText } from 'ai'
import { BuiltInAgent } from '../src/agent/built-in-agent.ts'
import { convertMessagesToVercelAISDKMessages } from '../src/messages/convert-messages.ts'
import type { SdkModel } from '../src/model/model-factories.ts'
import { prepareModel } from '../src/model/prepare-model.ts'
import { createProviderFetch } from '../src/model/streams/provider-fetch.ts'
import { convertToolsToVercelAITools } from '../src/tools/client-tools.ts'
import { convertToolDefinitionsToVercelAITools } from '../src/tools/server-tools.ts'
import type { TestApi } from './model-apis.ts'
import type { TwoTurns } from './two-turns.ts'

/** A model of an API as an application creates it. */
export function ownModel(api: TestApi, baseURL: string): SdkModel {
  const [, modelId = ''] = api.model.split('/')
  const access = { apiKey: 'key', baseURL, fetch: createProviderFetch() }
  switch (api.name) {
    case 'OpenAI responses':
      return createOpenAI(access)(modelId)
    case 'Anthropic messages':
      return createAnthropic(access)(modelId)
    case 'Gemini':
      return createGoogleGenerativeAI(access)(modelId)
    default:
      return createOpenAICompatible({ ...access, name: 'own' })(modelId)
  }
}

/** An agent with an `aisdk` factory that creates its model itself and prepares it. */
export function factoryAgent(api: TestApi, baseURL: string, config: TwoTurns['config'] = {}): BuiltInAgent {
  const { tools = [], providerOptions, forwardSystemMessages, forwardDeveloperMessages } = config
  return new BuiltInAgent({
    type: 'aisdk',
    factory: ({ input, abortSignal }) =>
      streamText({
        model: prepareModel(ownModel(api, baseURL)),
        messages: convertMessagesToVercelAISDKMessages(input.messages, {
          forwardSystemMessages,
          forwardDeveloperMessages,
          forwardReasoning: true,
        }),
        allowSystemInMessages: true,
        tools: {
          ...convertToolsToVercelAITools(input.tools),
          ...convertToolDefinitionsToVercelAITools(tools, input),
        },
        stopWhen: stepCountIs(10),
        maxRetries: 0,
        ...(providerOptions !== undefined && { providerOptions }),
        abortSignal,
        onError: () => {},
      }),
  })
}
