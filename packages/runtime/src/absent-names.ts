/** Names of the original that lead nowhere here, and what to use instead. */
export const absentNames = {
  CopilotIntelligenceRuntime:
    "It serves the original's cloud. Write new CopilotRuntime({ agents, runner }): the runner keeps the threads.",
  IntelligenceAgentRunner:
    "It serves the original's cloud. Use InMemoryAgentRunner, or SqliteAgentRunner of @flightdeck/runner-sqlite.",
  CopilotKitIntelligence:
    "It calls the original's cloud. Every CopilotRuntime serves its threads below /threads.",
  LangGraphAgent:
    "Install @ag-ui/langgraph and write: import { LangGraphAgent } from '@ag-ui/langgraph'. Its agents work as they are.",
  LangGraphHttpAgent:
    "Install @ag-ui/langgraph and write: import { LangGraphHttpAgent } from '@ag-ui/langgraph'. Its agents work as they are.",
  LangChainAdapter:
    "Make an agent that calls the chain: new CopilotRuntime({ agents: { default: new BuiltInAgent({ type: 'custom', factory }) } }), where factory yields AG-UI events; or use a service adapter with a model, such as OpenAIAdapter.",
  RemoteChain:
    'Write the chain as an action, whose handler sends POST <chainUrl>/invoke with { input } and returns output.',
  createCopilotExpressHandler:
    "So that nobody loads Express who does not use it, write: import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express'.",
  createCopilotEndpointExpress:
    "So that nobody loads Express who does not use it, write: import { createCopilotEndpointExpress } from '@flightdeck/runtime/express'.",
  createCopilotEndpointSingleRouteExpress:
    "So that nobody loads Express who does not use it, write: import { createCopilotEndpointSingleRouteExpress } from '@flightdeck/runtime/express'.",
} as const

/** A name of {@link absentNames}. */
export type AbsentName = keyof typeof absentNames
