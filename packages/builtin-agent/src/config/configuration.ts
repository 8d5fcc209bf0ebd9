import type { AgentCapabilities, BaseEvent, Interrupt, ResumeEntry, RunAgentInput } from '@ag-ui/client'
import type { JSONValue, LanguageModel } from 'ai'
import type { McpProblem } from '../errors/mcp-problem.ts'
import type { McpConnections } from '../mcp/connections.ts'
import type { MCPClientConfig, MCPClientProvider } from '../mcp/mcp-config.ts'
import type { ToolDefinition } from './tool-definition.ts'

/**
 * A model by name, `provider/model` or `provider:model`. The providers are `openai`, `anthropic`, `google`, `vertex`,
 * `bedrock`, `azure`, `groq`, `mistral`, `xai`, `deepseek`, `openrouter`, `ollama`, `lmstudio`, `vllm`, `openai-compatible` and
 * others: docs/reference/builtin-agent.md lists all. The names listed are suggestions; any model will do.
 */
export type BuiltInAgentModel =
  | 'openai/gpt-5'
  | 'openai/gpt-5-mini'
  | 'openai/gpt-4.1'
  | 'openai/gpt-4.1-mini'
  | 'openai/gpt-4o'
  | 'openai/gpt-4o-mini'
  | 'openai/o4-mini'
  | 'anthropic/claude-sonnet-4-5'
  | 'anthropic/claude-haiku-4-5'
  | 'google/gemini-2.5-pro'
  | 'google/gemini-2.5-flash'
  | (string & {})

/** A model name, or a model of the AI SDK. */
export type ModelSpecifier = string | LanguageModel

/** How the model chooses among its tools. The last form is that of OpenAI's API and means the same as the one before. */
export type ToolChoiceSetting =
  | 'auto'
  | 'required'
  | 'none'
  | { type: 'tool'; toolName: string }
  | { type: 'function'; function: { name: string } }

/** What a client may set for one run, in `forwardedProps`, if `overridableProperties` lists it. */
export type OverridableProperty =
  | 'model'
  | 'toolChoice'
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'stopSequences'
  | 'seed'
  | 'maxRetries'
  | 'prompt'
  | 'providerOptions'

/** Options of each provider, by its name: `{ openai: { reasoningEffort: 'high' } }`. */
export type ProviderOptions = Record<string, Record<string, JSONValue>>

/** What a call of a model can be tuned with; the names and meanings are those of the AI SDK's `streamText`. */
export interface ModelSettings {
  /** How the model chooses among its tools. A forced choice holds for the first step of a run. @default 'auto' */
  toolChoice?: ToolChoiceSetting | undefined
  /** Tokens that one step may produce. @default the provider's */
  maxOutputTokens?: number | undefined
  /** @default the provider's */
  temperature?: number | undefined
  /** @default the provider's */
  topP?: number | undefined
  /** @default the provider's */
  topK?: number | undefined
  /** @default the provider's */
  presencePenalty?: number | undefined
  /** @default the provider's */
  frequencyPenalty?: number | undefined
  /** Texts that end the answer. @default none */
  stopSequences?: string[] | undefined
  /** Makes answers repeatable where the provider can. @default none */
  seed?: number | undefined
  /** How often a failed call is tried again before anything of its answer has come. @default 2 */
  maxRetries?: number | undefined
  /** Options of each provider, by its name. @default none */
  providerOptions?: ProviderOptions | undefined
}

/** Which messages of the history reach the model besides those of the user, the assistant and the tools. */
export interface ForwardedRoles {
  /** Whether `system` messages are passed on. @default false */
  forwardSystemMessages?: boolean | undefined
  /** Whether `developer` messages are passed on, as system messages. @default false */
  forwardDeveloperMessages?: boolean | undefined
}

/** How messages of the history are turned into messages for a model. */
export interface MessageConversionOptions extends ForwardedRoles {
  /**
   * The answers of the run. An approval or a denial of a tool call is written as the AI SDK has it, so that `streamText()`
   * executes the call, or tells the model that it was denied. @default those of the run, if these are the messages of the
   * `input` of a factory
   */
  resume?: readonly ResumeEntry[] | undefined
  /**
   * Whether reasoning without a signature is passed on as well. Models such as DeepSeek and Kimi want the reasoning before a
   * tool call back; a `BuiltInAgent` that is given a model decides this by itself. @default false
   */
  forwardReasoning?: boolean | undefined
}

/** The agent calls the model itself, with tools, MCP servers, state and approvals. */
export interface BuiltInAgentClassicConfig extends ModelSettings, ForwardedRoles {
  /** The model, by name or made by a provider of the AI SDK. */
  model: BuiltInAgentModel | LanguageModel
  /** The key for a model given by name. @default the provider's variable, such as `OPENAI_API_KEY`, where there is an environment */
  apiKey?: string | undefined
  /** Where the API of a model given by name is. Needed by `openai-compatible/…`. @default the provider's variable, or its own */
  baseURL?: string | undefined
  /**
   * How many times the model may be called in one run. It is called again after a server tool has answered; a call of a
   * client tool, an approval or a question ends the run. @default 10
   */
  maxSteps?: number | undefined
  /**
   * The instructions of the agent: the first part of the system message. Its first line is the agent's `description`, which
   * `/info` shows, until the agent is given another one. @default none
   */
  prompt?: string | undefined
  /**
   * What a client may set for one run. A value of the wrong type is ignored. A `toolChoice` that names a tool which only the
   * client has is taken in any case. @default []
   */
  overridableProperties?: OverridableProperty[] | undefined
  /** Tools of the server. One that is named like a client's tool replaces it. @default [] */
  tools?: ToolDefinition[] | undefined
  /** Whether the model is given the tools that change the shared state; turn it off for models without tools. @default true */
  stateTools?: boolean | undefined
  /**
   * Characters of JSON that the state may have, also while a patch of the model is applied. A call that would make it larger,
   * or a patch of more than 10,000 operations, gets an error result. @default 4_194_304 (4 Mi)
   */
  maxStateBytes?: number | undefined
  /** MCP servers whose tools the model may use. @default [] */
  mcpServers?: MCPClientConfig[] | undefined
  /** MCP clients of the application whose tools the model may use. They are never closed here. @default [] */
  mcpClients?: MCPClientProvider[] | undefined
  /** Where connections to MCP servers are kept; agents that are made per request share one. @default one for each agent and its clones */
  mcpConnections?: McpConnections | undefined
  /**
   * Called for every MCP server, client and tool that is left out of a run, in addition to the event `flightdeck.mcp_problem`
   * in the run. What it throws is ignored. @default none
   */
  onMcpProblem?: ((problem: McpProblem) => void) | undefined
  /** Replaces what the agent says it can do, category by category. @default what follows from the configuration */
  capabilities?: Partial<AgentCapabilities> | undefined
}

/** The run that a factory is called for. */
export interface BuiltInAgentFactoryContext {
  /** The input of the run. In the modes `aisdk` and `tanstack` the answers of `resume` are in its messages. */
  input: RunAgentInput
  /** Aborts when the run is stopped. Hand it to every call that goes out. */
  abortSignal: AbortSignal
  /** The same as `abortSignal`, for libraries that want the controller. Do not abort it; call the agent's `abortRun()`. */
  abortController: AbortController
  /**
   * Asks a human. In the first run it throws an `InterruptSignal`, which ends the run with these interrupts; let it pass. In the
   * mode `aisdk` tools may call it as well.
   * In the run that resumes it gives the answers, in the order of the interrupts, whose ids must be the same.
   */
  interrupt(interrupts: Interrupt[]): Promise<ResumeEntry[]>
}

/** The factory makes the call with the AI SDK; what `streamText()` gives can be returned as it is. */
export interface BuiltInAgentAISDKFactoryConfig {
  type: 'aisdk'
  factory(
    context: BuiltInAgentFactoryContext,
  ): { fullStream: AsyncIterable<unknown> } | Promise<{ fullStream: AsyncIterable<unknown> }>
}

/** The factory makes the call with TanStack AI; what `chat()` gives can be returned as it is. */
export interface BuiltInAgentTanStackFactoryConfig {
  type: 'tanstack'
  factory(context: BuiltInAgentFactoryContext): AsyncIterable<unknown> | Promise<AsyncIterable<unknown>>
}

/** The factory gives AG-UI events. `RUN_STARTED` and the ending are the agent's; the factory yields what is between them. */
export interface BuiltInAgentCustomFactoryConfig {
  type: 'custom'
  factory(context: BuiltInAgentFactoryContext): AsyncIterable<BaseEvent> | Promise<AsyncIterable<BaseEvent>>
}

/** The factory calls the model; the agent does the rest. */
export type BuiltInAgentFactoryConfig =
  | BuiltInAgentAISDKFactoryConfig
  | BuiltInAgentTanStackFactoryConfig
  | BuiltInAgentCustomFactoryConfig

/** What a `BuiltInAgent` is made of: a model and its surroundings, or a factory. */
export type BuiltInAgentConfiguration = BuiltInAgentClassicConfig | BuiltInAgentFactoryConfig

/** @deprecated Use `BuiltInAgentClassicConfig`. */
export type BasicAgentConfiguration = BuiltInAgentClassicConfig
