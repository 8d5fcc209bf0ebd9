export { readEvents, readSse, type SseData, type SseFrame } from './read-sse.ts'
export {
  type ScriptedAgent,
  type ScriptedAgentOptions,
  type ScriptStep,
  saying,
  scriptedAgent,
} from './scripted-agent.ts'
