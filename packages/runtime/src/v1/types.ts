import type { AbsentType } from '../absent.ts'
import type { CopilotRuntimeConstructorParams } from './options.ts'

/** The options of `CopilotRuntime` at the root. */
export type CopilotRuntimeConstructorParams_BASE = CopilotRuntimeConstructorParams

/** What a client sent in its `properties`. */
export type CopilotRequestContextProperties = Record<string, unknown>

/** @deprecated No GraphQL is served. */
export type GraphQLContext = AbsentType

/** @deprecated No GraphQL is served. */
export type GraphQLRequestContext = AbsentType

/** @deprecated Belongs to the agents of LangGraph: see `@ag-ui/langgraph`. */
export type CustomEventNames = AbsentType

/** @deprecated Belongs to the agents of LangGraph: see `@ag-ui/langgraph`. */
export type PredictStateTool = AbsentType

/** @deprecated Belongs to the agents of LangGraph: see `@ag-ui/langgraph`. */
export type TextMessageEvents = AbsentType

/** @deprecated Belongs to the agents of LangGraph: see `@ag-ui/langgraph`. */
export type ToolCallEvents = AbsentType
