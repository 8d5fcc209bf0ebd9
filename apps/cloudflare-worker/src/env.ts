/** What the Worker is configured with: keys and bindings exist per request, never at module scope. */
export interface Env {
  /** A secret, such as a key: `wrangler secret put AGENT_KEY`. */
  AGENT_KEY: string
  /** The key of the assistant's model: `wrangler secret put OPENAI_API_KEY`. */
  OPENAI_API_KEY: string
  /** Where the model's API is. @default OpenAI's own */
  OPENAI_BASE_URL?: string
  /** The Durable Object that keeps threads. */
  THREADS: DurableObjectNamespace
}
