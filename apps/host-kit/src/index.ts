export { createScriptedAgent } from './scripted-agent.ts'
