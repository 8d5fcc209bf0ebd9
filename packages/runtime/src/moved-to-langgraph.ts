import { type Absent, absent } from './absent.ts'

/** @deprecated Import it from `@ag-ui/langgraph`. Its agents work without changes. */
export const LangGraphAgent: Absent = /* @__PURE__ */ absent('LangGraphAgent')

/** @deprecated Import it from `@ag-ui/langgraph`. Its agents work without changes. */
export const LangGraphHttpAgent: Absent = /* @__PURE__ */ absent('LangGraphHttpAgent')
