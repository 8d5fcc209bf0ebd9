import { type Absent, absent } from './absent.ts'

/** @deprecated Import it from `@ag-ui/langgraph`: its agents work here as they are. */
export const LangGraphAgent: Absent = /* @__PURE__ */ absent('LangGraphAgent')

/** @deprecated Import it from `@ag-ui/langgraph`: its agents work here as they are. */
export const LangGraphHttpAgent: Absent = /* @__PURE__ */ absent('LangGraphHttpAgent')
