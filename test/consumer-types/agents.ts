// Agents of each version of the client library, in an application that does not use `strict`.
import { HttpAgent } from '@ag-ui/client'
import { BuiltInAgent, CopilotRuntime } from '@flightdeck/runtime/v2'
import { HttpAgent as OlderHttpAgent } from 'ag-ui-client-0'

const url = 'http://localhost:9'

export const runtime = new CopilotRuntime({
  agents: {
    default: new BuiltInAgent({ model: 'openai/gpt-4o-mini' }),
    current: new HttpAgent({ url }),
    older: new OlderHttpAgent({ url }),
  },
})
