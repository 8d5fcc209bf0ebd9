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

/** Any event an agent or a runner may hand over. Nothing but its `type` is believed before the guard has read it. */
export interface EventLike {
  readonly type: string
}

type Plain<E> = E extends { type: infer T extends string }
  ? Omit<E, 'type'> & { readonly type: `${T}` }
  : never

/** A legal AG-UI 1.0 event, its `type` a plain string, so that no package needs the enum at run time. */
export type WireEvent = Plain<Event>

/** The event of one `type`: `EventOf<'RUN_FINISHED'>`. */
export type EventOf<T extends WireEvent['type']> = Extract<WireEvent, { type: T }>

/** The version of AG-UI that the log holds. */
export const PROTOCOL_VERSION = '1.0'
