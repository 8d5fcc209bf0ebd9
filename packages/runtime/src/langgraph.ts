export { LangGraphAgent, LangGraphHttpAgent } from './langgraph-elsewhere.ts'
