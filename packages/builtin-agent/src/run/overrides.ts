import type { RunAgentInput } from '@ag-ui/client'
import type { BuiltInAgentClassicConfig, OverridableProperty } from '../config/configuration.ts'
import { isRecord } from '../json/fields.ts'
import type { SdkModel } from '../model/model-factories.ts'
import { DELTA_TOOL, SNAPSHOT_TOOL } from '../state/state-tool-names.ts'
import { readToolChoice, type SdkToolChoice } from './tool-choice.ts'

const STATE_TOOLS: ReadonlySet<string> = new Set([SNAPSHOT_TOOL, DELTA_TOOL])

type Overrides = Partial<Pick<BuiltInAgentClassicConfig, OverridableProperty>>

type Read<Property extends OverridableProperty> = (value: unknown) => Overrides[Property]

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const number = (value: unknown): number | undefined => (isNumber(value) ? value : undefined)
const count = (value: unknown): number | undefined =>
  isNumber(value) && Number.isInteger(value) && value >= 0 ? value : undefined
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** JSON has no functions, so what comes over the wire is never a model. */
function isModel(value: unknown): value is SdkModel {
  return (
    isRecord(value) && typeof value.doStream === 'function' && typeof value.specificationVersion === 'string'
  )
}

/** How each property is read out of what a client sent. A value that is not what the property is, is not taken. */
const READERS: { readonly [Property in OverridableProperty]: Read<Property> } = {
  // A client sends a name; a caller in the same process may hand over a model of the AI SDK.
  model: (value) => (isModel(value) ? value : text(value) || undefined),
  toolChoice: readToolChoice,
  maxOutputTokens: (value) => count(value) || undefined,
  temperature: number,
  topP: number,
  topK: number,
  presencePenalty: number,
  frequencyPenalty: number,
  stopSequences: (value) =>
    Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined,
  seed: (value) => (isNumber(value) && Number.isInteger(value) ? value : undefined),
  maxRetries: count,
  prompt: text,
  providerOptions: (value) =>
    isRecord(value) && Object.values(value).every(isRecord)
      ? (value as NonNullable<Overrides['providerOptions']>)
      : undefined,
}

/** The configuration of one run: the agent's, with what the client may set and did set. */
export function withOverrides(
  config: BuiltInAgentClassicConfig,
  { forwardedProps, tools }: Pick<RunAgentInput, 'forwardedProps' | 'tools'>,
): BuiltInAgentClassicConfig {
  if (!isRecord(forwardedProps)) return config
  const overrides: Overrides = {}
  const choice = readToolChoice(forwardedProps.toolChoice)
  if (isOfClient(choice, tools, config)) overrides.toolChoice = choice
  for (const property of config.overridableProperties ?? []) {
    read(property, forwardedProps[property], overrides)
  }
  return { ...config, ...overrides }
}

/**
 * Whether a choice forces a tool that the client answers itself. A tool of the server is not the client's to force, even if
 * the client offers one of its name.
 */
function isOfClient(
  choice: SdkToolChoice | undefined,
  tools: RunAgentInput['tools'] | undefined,
  config: BuiltInAgentClassicConfig,
): boolean {
  if (typeof choice !== 'object') return false
  const { toolName } = choice
  const isTaken = STATE_TOOLS.has(toolName) || config.tools?.some(({ name }) => name === toolName)
  return !isTaken && tools?.some(({ name }) => name === toolName) === true
}

function read<Property extends OverridableProperty>(
  property: Property,
  value: unknown,
  into: Overrides,
): void {
  const given = Object.hasOwn(READERS, property) ? READERS[property](value) : undefined
  if (given !== undefined) into[property] = given
}
