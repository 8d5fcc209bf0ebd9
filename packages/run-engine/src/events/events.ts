import type { Event } from '@ag-ui/core'

export type {
  AgentCapabilities,
  ContentPart,
  Context,
  Interrupt,
  Message,
  ResumeEntry,
  RunAgentInput,
  TokenUsage,
  Tool,
  ToolCall,
} from '@ag-ui/core'

/** Any event of an agent or a runner. Only its `type` is known before the guard has read it. */
export interface EventLike {
  readonly type: string
}

type Plain<E> = E extends { type: infer T extends string }
  ? Omit<E, 'type'> & { readonly type: `${T}` }
  : never

/** A legal AG-UI 1.0 event. Its `type` is a plain string, so that the enum is not needed at run time. */
export type WireEvent = Plain<Event>

/** The event of one `type`: `EventOf<'RUN_FINISHED'>`. */
export type EventOf<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>

/** The AG-UI version of the events in the log. */
export const PROTOCOL_VERSION = '1.0'
