/** The model that the assistant speaks with. */
export interface ModelChoice {
  /** As `BuiltInAgent` takes it, such as `openai/gpt-4.1-mini`. */
  name: string
  /** Where its API is, where that is not the provider's own place. */
  baseURL: string | undefined
}

/** What is used where a key is set and no model is named, in this order. */
const BY_KEY: readonly (readonly [variable: string, model: string])[] = [
  ['OPENAI_API_KEY', 'openai/gpt-4.1-mini'],
  ['ANTHROPIC_API_KEY', 'anthropic/claude-haiku-4-5'],
  ['GOOGLE_API_KEY', 'google/gemini-2.5-flash'],
  ['GOOGLE_GENERATIVE_AI_API_KEY', 'google/gemini-2.5-flash'],
]

/**
 * The model that the environment asks for: `MODEL`, or that of the first key that is set. `undefined` where there is
 * neither, and an imitation has to do.
 *
 * @throws {Error} with a message for people, when `MODEL` is no `provider/model`.
 */
export function chooseModel(env: Record<string, string | undefined>): ModelChoice | undefined {
  const baseURL = env.MODEL_BASE_URL || undefined
  if (env.MODEL) {
    if (!/^[a-z-]+[/:]\S/.test(env.MODEL)) {
      throw new Error(`MODEL is '${env.MODEL}', but must be provider/model, such as openai/gpt-4.1-mini.`)
    }
    return { name: env.MODEL, baseURL }
  }
  const name = BY_KEY.find(([variable]) => env[variable])?.[1]
  return name === undefined ? undefined : { name, baseURL }
}
