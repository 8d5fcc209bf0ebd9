import type {
  BuiltInAgentConfiguration,
  BasicAgent as RealBasicAgent,
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
export const BuiltInAgent: typeof RealBuiltInAgent = builtIn as unknown as typeof RealBuiltInAgent
/** An AG-UI agent on any model. */
export type BuiltInAgent = RealBuiltInAgent

/** @deprecated Use `BuiltInAgent`. */
export const BasicAgent: typeof RealBasicAgent = basic as unknown as typeof RealBasicAgent
/** @deprecated Use `BuiltInAgent`. */
export type BasicAgent = RealBasicAgent

/** Converts a stream of the AI SDK to AG-UI events. */
export const convertAISDKStream: AgentModule['convertAISDKStream'] = async function* (...args) {
  yield* (await loadAgentModule()).convertAISDKStream(...args)
}

/** Converts a stream of TanStack AI to AG-UI events. */
export const convertTanStackStream: AgentModule['convertTanStackStream'] = async function* (...args) {
  yield* (await loadAgentModule()).convertTanStackStream(...args)
}
