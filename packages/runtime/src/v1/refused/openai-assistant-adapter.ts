import type { SdkClientLike } from '../adapters/sdk-client.ts'
import type { CopilotServiceAdapter } from '../adapters/service-adapter.ts'

/** Options of {@link OpenAIAssistantAdapter}. */
export interface OpenAIAssistantAdapterParams {
  assistantId: string
  openai?: SdkClientLike | undefined
  codeInterpreterEnabled?: boolean | undefined
  fileSearchEnabled?: boolean | undefined
  disableParallelToolCalls?: boolean | undefined
  keepSystemRole?: boolean | undefined
}

/** @deprecated Throws: OpenAI has shut down its Assistants API. Use `OpenAIAdapter`. */
export class OpenAIAssistantAdapter implements CopilotServiceAdapter {
  readonly name = 'OpenAIAssistantAdapter'

  /** @throws Error that says what to use instead */
  constructor(_params: OpenAIAssistantAdapterParams) {
    throw new Error(
      'OpenAIAssistantAdapter is not part of this runtime: OpenAI has shut down its Assistants API. Use the Responses API ' +
        "instead, through new OpenAIAdapter({ model: 'gpt-4o' }), and put what the assistant was told into the prompt of " +
        "new BuiltInAgent({ model: 'openai/gpt-4o', prompt: '…' }).",
    )
  }
}
