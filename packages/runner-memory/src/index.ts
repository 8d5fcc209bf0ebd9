export { InMemoryAgentRunner, type InMemoryAgentRunnerOptions } from './in-memory-agent-runner.ts'
export type { InMemoryThread, LocalMessage, LocalThreads } from './local-threads.ts'
export type { Eviction, MemoryLimits } from './memory-limits.ts'
export { MemoryStore } from './memory-store.ts'
