import type { AwsCredentials } from '@flightdeck/builtin-agent'
import { adaptedModel } from './adapted-model.ts'
import { noteAdapter } from './adapter-warnings.ts'
import type { CopilotServiceAdapter, LanguageModel } from './service-adapter.ts'

/** Options of {@link BedrockAdapter}. */
export interface BedrockAdapterParams {
  /** @default 'amazon.nova-lite-v1:0' */
  model?: string | undefined
  /** @default 'us-east-1' */
  region?: string | undefined
  /** @default `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` */
  credentials?: AwsCredentials | undefined
}

const OPTIONS: Record<keyof BedrockAdapterParams, true> = { model: true, region: true, credentials: true }

/** Models at Amazon Bedrock. Needs `@ai-sdk/amazon-bedrock`. */
export class BedrockAdapter implements CopilotServiceAdapter {
  readonly provider = 'bedrock'
  readonly name = 'BedrockAdapter'
  readonly model: string
  readonly #params: BedrockAdapterParams

  constructor(params: BedrockAdapterParams = {}) {
    this.#params = params
    this.model = params.model ?? 'amazon.nova-lite-v1:0'
    noteAdapter(this, {
      name: 'BedrockAdapter',
      params,
      options: OPTIONS,
      model: `bedrock/${this.model}`,
    })
  }

  getLanguageModel(): LanguageModel {
    const { region = 'us-east-1', credentials } = this.#params
    return adaptedModel(`bedrock/${this.model}`, { region, credentials })
  }
}
