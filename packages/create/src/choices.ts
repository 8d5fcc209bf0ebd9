/** The server frameworks to choose from, with what each is. */
export const hosts = {
  node: 'node:http, no framework',
  express: 'Express 5',
  hono: 'Hono on Node',
} as const

/** Where threads can be stored. */
export const stores = {
  memory: 'in memory: threads are lost on a restart',
  sqlite: 'in a SQLite file',
} as const

/** The agents to choose from. */
export const agents = {
  function: 'a plain function, needs no model and no API key',
  openai: 'a model of OpenAI',
  anthropic: 'a model of Anthropic',
  google: 'a model of Google',
} as const

/** The name of a server framework. */
export type HostChoice = keyof typeof hosts
/** The name of a place where threads are stored. */
export type StoreChoice = keyof typeof stores
/** The name of a kind of agent. */
export type AgentChoice = keyof typeof agents

/** What a project is made of. */
export interface ProjectChoices {
  readonly host: HostChoice
  readonly store: StoreChoice
  readonly agent: AgentChoice
}
