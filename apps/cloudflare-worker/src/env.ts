/** The environment of the Worker. Workers receive it per request; it is not available at module scope. */
export interface Env {
  /** A secret, such as a key: `wrangler secret put AGENT_KEY`. */
  AGENT_KEY: string
  /** The key of the assistant's model: `wrangler secret put OPENAI_API_KEY`. */
  OPENAI_API_KEY: string
  /** Base URL of the model's API. @default OpenAI's */
  OPENAI_BASE_URL?: string
  /** The Durable Object that keeps threads. */
  THREADS: DurableObjectNamespace
}
