import { type Absent, type AbsentType, absent } from './absent.ts'

/** @deprecated Serves the original's cloud. Use `CopilotRuntime` with a runner that keeps threads. */
export const CopilotIntelligenceRuntime: Absent = /* @__PURE__ */ absent('CopilotIntelligenceRuntime')
/** @deprecated Serves the original's cloud. Use `CopilotRuntime`. */
export type CopilotIntelligenceRuntime = AbsentType

/** @deprecated Serves the original's cloud. Use `InMemoryAgentRunner`, or `SqliteAgentRunner` of `@flightdeck/runner-sqlite`. */
export const IntelligenceAgentRunner: Absent = /* @__PURE__ */ absent('IntelligenceAgentRunner')
/** @deprecated Serves the original's cloud. Use `AgentRunner`. */
export type IntelligenceAgentRunner = AbsentType

/** @deprecated Calls the original's cloud. Threads are served below `/threads` by every runtime. */
export const CopilotKitIntelligence: Absent = /* @__PURE__ */ absent('CopilotKitIntelligence')
/** @deprecated Calls the original's cloud. */
export type CopilotKitIntelligence = AbsentType

/** Whether a runtime is one of the original's cloud. There is none here. */
export function isIntelligenceRuntime(_runtime: unknown): false {
  return false
}
