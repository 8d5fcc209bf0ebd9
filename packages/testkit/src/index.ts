export type { EventLike, RunAgentInput } from '@flightdeck/run-engine'
export { readEvents, readSse, type SseData, type SseFrame } from './read-sse.ts'
export {
  type ScriptedAgent,
  type ScriptedAgentOptions,
  type ScriptStep,
  saying,
  scriptedAgent,
} from './scripted-agent.ts'
