export { LangGraphAgent, LangGraphHttpAgent } from './moved-to-langgraph.ts'
