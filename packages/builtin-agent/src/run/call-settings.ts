import type { BuiltInAgentClassicConfig } from '../config/configuration.ts'
import { isForced, readToolChoice } from './tool-choice.ts'

type StreamText = typeof import('ai')['streamText']
type CallSettings = Omit<Parameters<StreamText>[0], 'model' | 'prompt' | 'messages' | 'system' | 'tools'>
type StepCountIs = typeof import('ai')['stepCountIs']

/** The default of `maxSteps`. */
const DEFAULT_MAX_STEPS = 10

/** The settings of a call for the AI SDK; unset ones are left to the provider. */
export function callSettings(config: BuiltInAgentClassicConfig, stepCountIs: StepCountIs): CallSettings {
  const toolChoice = readToolChoice(config.toolChoice)
  const settings = {
    toolChoice: toolChoice as CallSettings['toolChoice'],
    maxOutputTokens: config.maxOutputTokens,
    temperature: config.temperature,
    topP: config.topP,
    topK: config.topK,
    presencePenalty: config.presencePenalty,
    frequencyPenalty: config.frequencyPenalty,
    stopSequences: config.stopSequences,
    seed: config.seed,
    maxRetries: config.maxRetries,
    providerOptions: config.providerOptions,
  }
  const given = Object.entries(settings).filter(([, value]) => value !== undefined)
  return {
    ...(Object.fromEntries(given) as CallSettings),
    stopWhen: stepCountIs(config.maxSteps ?? DEFAULT_MAX_STEPS),
    // A forced choice in every step would make the model call tools until `maxSteps` is reached.
    ...(isForced(toolChoice) && {
      prepareStep: ({ stepNumber }: { stepNumber: number }) =>
        stepNumber === 0 ? {} : { toolChoice: 'auto' as const },
    }),
  }
}
