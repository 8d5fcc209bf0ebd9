import { createScriptedAgent } from '@flightdeck/host-kit'
import { type AgentLike, BuiltInAgent } from '@flightdeck/runtime/v2'
import type { Env } from './env.ts'

/** Needs no model; asked “which key”, it tells the end of the one it was given. */
export function createScripted(env: Env): AgentLike {
  return createScriptedAgent({ apiKey: env.AGENT_KEY })
}

/** Talks to a model of OpenAI. */
export function createAssistant(env: Env): AgentLike {
  return new BuiltInAgent({
    model: 'openai/gpt-5-mini',
    apiKey: env.OPENAI_API_KEY,
    baseURL: env.OPENAI_BASE_URL,
  })
}
