import type {
  AddedTools,
  BuiltInAgentConfiguration,
  ConvertStreamOptions,
  ConvertTanStackOptions,
  BuiltInAgent as RealBuiltInAgent,
} from '@flightdeck/builtin-agent'
import { LazyAgent } from './lazy-agent.ts'
import { type AgentModule, loadAgentModule, loadedAgentModule } from './load-agent-module.ts'

// Created by pure calls, so that bundlers can remove unused classes. The class names appear in /info.
const builtIn = /* @__PURE__ */ builtInClass()
const basic = /* @__PURE__ */ basicClass(builtIn)

function builtInClass(): typeof LazyAgent {
  return class BuiltInAgent extends LazyAgent {
    // Clones are instances of the real class once it is loaded. Subclasses inherit this, and have only their own.
    static override [Symbol.hasInstance](value: unknown): boolean {
      return (
        isInstance(this, value) || (this === builtIn && isInstance(loadedAgentModule()?.BuiltInAgent, value))
      )
    }
    protected override isPlain(): boolean {
      return this.constructor === builtIn
    }
  }
}

function basicClass(base: typeof LazyAgent): typeof LazyAgent {
  return class BasicAgent extends base {
    static override [Symbol.hasInstance](value: unknown): boolean {
      return isInstance(this, value) || (this === basic && isInstance(loadedAgentModule()?.BasicAgent, value))
    }
    protected override isPlain(): boolean {
      return this.constructor === basic
    }
    protected override classIn(
      module: AgentModule,
    ): new (
      config: BuiltInAgentConfiguration,
    ) => RealBuiltInAgent {
      return module.BasicAgent
    }
  }
}

/** `instanceof` as it is without `Symbol.hasInstance` of the class. */
function isInstance(type: unknown, value: unknown): boolean {
  return type !== undefined && Function.prototype[Symbol.hasInstance].call(type, value)
}

/**
 * An AG-UI agent on any model. The agent and the AG-UI client library are loaded when the first instance is created. To get
 * a class that is an `AbstractAgent` immediately, import it from `@flightdeck/builtin-agent`.
 */
export const BuiltInAgent: BuiltInAgentConstructor = builtIn as unknown as BuiltInAgentConstructor
/** An AG-UI agent on any model. */
export interface BuiltInAgent extends RealBuiltInAgent {
  /** Another instance with the same configuration, middlewares, messages and state, and the same connections to MCP servers. */
  clone(): BuiltInAgent
  /** Another instance that has these tools as well; this one stays as it is. An agent with a factory takes none: it is returned itself. */
  withTools(tools: AddedTools): BuiltInAgent
}

/**
 * The class `BuiltInAgent`. It is declared here so that declaration files of applications name it by this package, which
 * they list, and not by one of its dependencies.
 */
export interface BuiltInAgentConstructor {
  readonly prototype: BuiltInAgent
  /**
   * @throws TypeError for a configuration without a model or a factory, and for an unknown option; `AgentError` with the code
   *   `invalid_configuration` for the name of a model without a provider
   */
  new (config: BuiltInAgentConfiguration): BuiltInAgent
}

/** @deprecated Use `BuiltInAgent`. */
export const BasicAgent: BuiltInAgentConstructor = basic as unknown as BuiltInAgentConstructor
/** @deprecated Use `BuiltInAgent`. */
export type BasicAgent = BuiltInAgent

/** Converts a stream of the AI SDK to AG-UI events. */
export async function* convertAISDKStream(
  stream: AsyncIterable<unknown>,
  options?: ConvertStreamOptions | AbortSignal | undefined,
): ReturnType<AgentModule['convertAISDKStream']> {
  yield* (await loadAgentModule()).convertAISDKStream(stream, options)
}

/** Converts a stream of TanStack AI to AG-UI events. */
export async function* convertTanStackStream(
  stream: AsyncIterable<unknown>,
  options?: ConvertTanStackOptions | AbortSignal | undefined,
): ReturnType<AgentModule['convertTanStackStream']> {
  yield* (await loadAgentModule()).convertTanStackStream(stream, options)
}
