/** The model of the assistant. */
export interface ModelChoice {
  /** The name for `BuiltInAgent`, such as `openai/gpt-4.1-mini`. */
  name: string
  /** The base URL of its API, if it is not the provider's default. */
  baseURL: string | undefined
}

/** Default models for the keys that may be set, in this order. */
const BY_KEY: readonly (readonly [variable: string, model: string])[] = [
  ['OPENAI_API_KEY', 'openai/gpt-4.1-mini'],
  ['ANTHROPIC_API_KEY', 'anthropic/claude-haiku-4-5'],
  ['GOOGLE_API_KEY', 'google/gemini-2.5-flash'],
  ['GOOGLE_GENERATIVE_AI_API_KEY', 'google/gemini-2.5-flash'],
]

/**
 * Returns the model configured by the environment: `MODEL`, or the default of the first key that is set. Returns undefined
 * if there is neither; the mock model is then used.
 *
 * @throws {Error} if `MODEL` is not of the form `provider/model`.
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
