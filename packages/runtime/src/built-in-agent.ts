import type {
  BuiltInAgentConfiguration,
  BasicAgent as RealBasicAgent,
  BuiltInAgent as RealBuiltInAgent,
} from '@flightdeck/builtin-agent'
import { LazyAgent } from './lazy-agent.ts'
import { type AgentModule, loadAgentModule } from './load-agent-module.ts'

// Made by pure calls, so that a bundler leaves out what nobody uses. The names are what /info tells of an agent's class.
const builtIn = /* @__PURE__ */ builtInClass()
const basic = /* @__PURE__ */ basicClass(builtIn)

function builtInClass(): typeof LazyAgent {
  return class BuiltInAgent extends LazyAgent {
    protected override isPlain(): boolean {
      return this.constructor === builtIn
    }
  }
}

function basicClass(base: typeof LazyAgent): typeof LazyAgent {
  return class BasicAgent extends base {
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

/**
 * An AG-UI agent on any model. It is loaded when the first one is made, and so is the AG-UI client library beneath it. For a
 * class that is an `AbstractAgent` from the start, import it from `@flightdeck/builtin-agent`.
 */
export const BuiltInAgent: typeof RealBuiltInAgent = builtIn as unknown as typeof RealBuiltInAgent
/** An AG-UI agent on any model. */
export type BuiltInAgent = RealBuiltInAgent

/** @deprecated Use `BuiltInAgent`, which is the same. */
export const BasicAgent: typeof RealBasicAgent = basic as unknown as typeof RealBasicAgent
/** @deprecated Use `BuiltInAgent`, which is the same. */
export type BasicAgent = RealBasicAgent

/** Turns a stream of the AI SDK into AG-UI events. */
export const convertAISDKStream: AgentModule['convertAISDKStream'] = async function* (...args) {
  yield* (await loadAgentModule()).convertAISDKStream(...args)
}

/** Turns a stream of TanStack AI into AG-UI events. */
export const convertTanStackStream: AgentModule['convertTanStackStream'] = async function* (...args) {
  yield* (await loadAgentModule()).convertTanStackStream(...args)
}
