import { type BaseEvent, EventType } from '@ag-ui/client'
import type { McpProblem } from '../mcp/index.ts'

/** Tells in a run what is left out of it. */
export function toProblemEvent({ code, server, message }: McpProblem): BaseEvent {
  const value = { code, server, message }
  return { type: EventType.CUSTOM, name: 'flightdeck.mcp_problem', value } as BaseEvent
}
