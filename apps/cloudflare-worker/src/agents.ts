import { createScriptedAgent } from '@flightdeck/host-kit'
import { type AgentLike, BuiltInAgent } from '@flightdeck/runtime/v2'
import type { Env } from './env.ts'

/** A scripted agent that needs no model. To “which key” it replies with the last characters of its key. */
export function createScripted(env: Env): AgentLike {
  return createScriptedAgent({ apiKey: env.AGENT_KEY })
}

/** An agent that uses an OpenAI model. */
export function createAssistant(env: Env): AgentLike {
  return new BuiltInAgent({
    model: 'openai/gpt-5-mini',
    apiKey: env.OPENAI_API_KEY,
    baseURL: env.OPENAI_BASE_URL,
  })
}
