export { InMemoryAgentRunner, type InMemoryAgentRunnerOptions } from './in-memory-agent-runner.ts'
export { type Eviction, type MemoryLimits, MemoryStore } from './memory-store.ts'
