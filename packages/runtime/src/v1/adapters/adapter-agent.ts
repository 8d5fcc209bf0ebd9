import type { AgentLike } from '@flightdeck/run-engine'
import { BuiltInAgent } from '../../built-in-agent.ts'
import type { CopilotServiceAdapter } from './service-adapter.ts'

/** Whether an adapter makes an agent at all. */
export function makesAgent(adapter: CopilotServiceAdapter | undefined): adapter is CopilotServiceAdapter {
  return adapter !== undefined && adapter.name !== 'EmptyAdapter'
}

/**
 * Finds what is wrong with a service adapter from which the agent is to be made.
 *
 * @throws TypeError for one that says nothing about its model
 */
export function checkAdapter(adapter: CopilotServiceAdapter | undefined): void {
  if (!makesAgent(adapter) || typeof adapter.getLanguageModel === 'function') return
  if (adapter.provider && adapter.model) return
  const name = adapter.name ?? adapter.constructor?.name ?? 'Object'
  throw new TypeError(
    `Service adapter "${name}" does not provide model information: it has neither getLanguageModel() nor provider and ` +
      'model. Pass the agent yourself: new CopilotRuntime({ agents: { default: new BuiltInAgent({ model: ' +
      "'openai/gpt-4o' }) } }). `process` of an adapter is not called.",
  )
}

/**
 * The agent `default` for the model of a service adapter.
 *
 * @throws TypeError for an adapter that says nothing about its model
 */
export async function adapterAgent(adapter: CopilotServiceAdapter): Promise<AgentLike> {
  checkAdapter(adapter)
  const { provider, model, modelSettings } = adapter
  const given = await adapter.getLanguageModel?.()
  return new BuiltInAgent({ ...modelSettings, model: given ?? `${provider}/${model}` })
}
