export type { Absent } from './absent.ts'
export { LangGraphAgent, LangGraphHttpAgent } from './moved-to-langgraph.ts'
