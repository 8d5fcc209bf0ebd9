/** Names of `@copilotkit/runtime` that are not available here, and what to use instead. */
export const absentNames = {
  CopilotIntelligenceRuntime:
    "It belongs to CopilotKit's hosted platform. Use new CopilotRuntime({ agents, runner }): the runner stores the threads.",
  IntelligenceAgentRunner:
    "It belongs to CopilotKit's hosted platform. Use InMemoryAgentRunner, or SqliteAgentRunner of @flightdeck/runner-sqlite.",
  CopilotKitIntelligence:
    "It belongs to CopilotKit's hosted platform. Every CopilotRuntime serves its threads at /threads.",
  LangGraphAgent:
    "Install @ag-ui/langgraph and write: import { LangGraphAgent } from '@ag-ui/langgraph'. Its agents work without changes.",
  LangGraphHttpAgent:
    "Install @ag-ui/langgraph and write: import { LangGraphHttpAgent } from '@ag-ui/langgraph'. Its agents work without changes.",
  LangChainAdapter:
    "Make an agent that calls the chain: new CopilotRuntime({ agents: { default: new BuiltInAgent({ type: 'custom', factory }) } }), where factory yields AG-UI events; or use a service adapter with a model, such as OpenAIAdapter.",
  RemoteChain:
    'Write the chain as an action, whose handler sends POST <chainUrl>/invoke with { input } and returns output.',
  createCopilotExpressHandler:
    "This entry does not load Express. Write: import { createCopilotExpressHandler } from '@flightdeck/runtime/v2/express', or from '@copilotkit/runtime/v2/express' where that is an alias.",
  createCopilotEndpointExpress:
    "This entry does not load Express. Write: import { createCopilotEndpointExpress } from '@flightdeck/runtime/express', or from '@copilotkit/runtime/express' where that is an alias.",
  createCopilotEndpointSingleRouteExpress:
    "This entry does not load Express. Write: import { createCopilotEndpointSingleRouteExpress } from '@flightdeck/runtime/express', or from '@copilotkit/runtime/express' where that is an alias.",
} as const

/** A name of {@link absentNames}. */
export type AbsentName = keyof typeof absentNames
