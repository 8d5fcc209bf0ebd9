import type {
  BuiltInAgentClassicConfig,
  BuiltInAgentConfiguration,
  BuiltInAgentFactoryConfig,
} from '../config/configuration.ts'
import { type NamedModel, readModelName } from '../model/load-model.ts'
import { packagesOfModel } from '../model/needed-packages.ts'
import { type NeededPackage, warnOfMissingPackages } from '../sdk/missing-packages.ts'

const CLASSIC_OPTIONS: Record<keyof BuiltInAgentClassicConfig, true> = {
  model: true,
  apiKey: true,
  baseURL: true,
  maxSteps: true,
  prompt: true,
  overridableProperties: true,
  tools: true,
  stateTools: true,
  maxStateBytes: true,
  mcpServers: true,
  mcpClients: true,
  mcpConnections: true,
  onMcpProblem: true,
  capabilities: true,
  toolChoice: true,
  maxOutputTokens: true,
  temperature: true,
  topP: true,
  topK: true,
  presencePenalty: true,
  frequencyPenalty: true,
  stopSequences: true,
  seed: true,
  maxRetries: true,
  providerOptions: true,
  forwardSystemMessages: true,
  forwardDeveloperMessages: true,
}

const FACTORY_OPTIONS: Record<keyof BuiltInAgentFactoryConfig, true> = { type: true, factory: true }

const FACTORY_TYPES = ['aisdk', 'tanstack', 'custom']

/**
 * Checks what an agent is made of, so that mistakes show at construction and not in the first run. Warns on the console of
 * packages that are not installed.
 *
 * @throws TypeError for a configuration without a model or a factory, and for an unknown option; `AgentError` with the code
 *   `invalid_configuration` for the name of a model without a provider
 */
export function checkConfiguration(config: BuiltInAgentConfiguration): void {
  const given: unknown = config
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(
      "BuiltInAgent needs a configuration: new BuiltInAgent({ model: 'openai/gpt-5-mini' })",
    )
  }
  if ('factory' in config) return checkFactory(config)
  if ('type' in given) {
    throw new TypeError(
      `A BuiltInAgent of the type '${given.type}' needs a factory: { type: '${given.type}', factory }`,
    )
  }
  checkNames(config, CLASSIC_OPTIONS)
  const prompt: unknown = config.prompt ?? ''
  if (typeof prompt !== 'string') {
    throw new TypeError(
      'The prompt of a BuiltInAgent must be a string. For a prompt of each request, make the agent in a function: ' +
        'agents: ({ request }) => ({ default: new BuiltInAgent({ … }) })',
    )
  }
  const model: unknown = config.model
  if (typeof model === 'string') warnOfMissingPackages(packagesOf(readModelName(model), config))
  else if (typeof model !== 'object' || model === null) {
    throw new TypeError("BuiltInAgent needs a model, such as { model: 'openai/gpt-5-mini' }, or a factory")
  }
}

/** The packages that an agent with a model by name needs. */
function packagesOf(model: NamedModel, config: BuiltInAgentClassicConfig): NeededPackage[] {
  const mcp = { packageName: '@modelcontextprotocol/sdk', path: '/client/index.js', neededBy: 'mcpServers' }
  return [...packagesOfModel(model), ...(config.mcpServers?.length ? [mcp] : [])]
}

function checkFactory(config: BuiltInAgentFactoryConfig): void {
  checkNames(config, FACTORY_OPTIONS)
  if (!FACTORY_TYPES.includes(config.type)) {
    const types = FACTORY_TYPES.join(', ')
    throw new TypeError(`BuiltInAgent has no factory of the type '${config.type}'. Use ${types}`)
  }
  if (typeof config.factory !== 'function')
    throw new TypeError('The factory of a BuiltInAgent must be a function')
}

function checkNames(config: object, known: Readonly<Record<string, true>>): void {
  const unknown = Object.entries(config).find(
    ([name, value]) => value !== undefined && !Object.hasOwn(known, name),
  )?.[0]
  if (unknown === undefined) return
  throw new TypeError(
    `BuiltInAgent has no option '${unknown}'. Its options are: ${Object.keys(known).join(', ')}`,
  )
}
