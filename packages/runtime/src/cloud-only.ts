import { type Absent, type AbsentType, absent } from './absent.ts'

/** @deprecated Belongs to CopilotKit's hosted platform. Use `CopilotRuntime` with a runner that stores threads. */
export const CopilotIntelligenceRuntime: Absent = /* @__PURE__ */ absent('CopilotIntelligenceRuntime')
/** @deprecated Belongs to CopilotKit's hosted platform. Use `CopilotRuntime`. */
export type CopilotIntelligenceRuntime = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform. Use `InMemoryAgentRunner`, or `SqliteAgentRunner` of `@flightdeck/runner-sqlite`. */
export const IntelligenceAgentRunner: Absent = /* @__PURE__ */ absent('IntelligenceAgentRunner')
/** @deprecated Belongs to CopilotKit's hosted platform. Use `AgentRunner`. */
export type IntelligenceAgentRunner = AbsentType

/** @deprecated Belongs to CopilotKit's hosted platform. Every runtime serves threads at `/threads`. */
export const CopilotKitIntelligence: Absent = /* @__PURE__ */ absent('CopilotKitIntelligence')
/** @deprecated Belongs to CopilotKit's hosted platform. */
export type CopilotKitIntelligence = AbsentType

/** Whether a runtime uses CopilotKit's hosted platform. Always false. */
export function isIntelligenceRuntime(_runtime: unknown): false {
  return false
}
