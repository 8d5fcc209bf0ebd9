import type { AgentChoice } from '../choices.ts'

/** The models that a new project uses. `MODEL` replaces them. */
export const DEFAULT_MODELS = {
  openai: 'openai/gpt-4.1-mini',
  anthropic: 'anthropic/claude-haiku-4-5',
  google: 'google/gemini-2.5-flash',
} as const

const FUNCTION_AGENT = `interface Input {
  threadId: string
  runId: string
  messages: { role: string; content?: unknown }[]
}

/** An AG-UI agent: an object whose run method yields AG-UI events. Replace it with your own. */
export function createAgent() {
  return {
    description: 'Repeats what you say',
    async *run({ threadId, runId, messages }: Input) {
      const said = messages.at(-1)?.content
      yield { type: 'TEXT_MESSAGE_CHUNK', messageId: crypto.randomUUID(), delta: \`You said: \${said}\` }
      yield { type: 'RUN_FINISHED', threadId, runId }
    },
  }
}
`

/** The file with the agent. */
export function agentSource(agent: AgentChoice): string {
  if (agent === 'function') return FUNCTION_AGENT
  return `import { BuiltInAgent, type BuiltInAgentClassicConfig, defineTool } from '@flightdeck/builtin-agent'

const time = defineTool({
  name: 'current_time',
  description: 'Returns the current time as ISO 8601',
  parameters: { type: 'object', properties: {} },
  execute: () => new Date().toISOString(),
})

type Model = BuiltInAgentClassicConfig['model']

/** An agent that calls a model and your tools. */
export function createAgent(model: Model = process.env.MODEL ?? '${DEFAULT_MODELS[agent]}') {
  return new BuiltInAgent({
    model,
    prompt: 'You are a helpful assistant. Answer in a few sentences.',
    tools: [time],
  })
}
`
}
