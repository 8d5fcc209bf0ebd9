export {
  type CreateRunner,
  type CreateStore,
  type RunnerConformanceOptions,
  type RunnerUnderTest,
  runnerConformance,
  type StoreUnderTest,
} from './runner-conformance.ts'
export {
  type AfterArguments,
  type AuthorizeArguments,
  type CheckSelection,
  type HookArguments,
  type ServerConformanceOptions,
  type ServerOptions,
  type ServerUnderTest,
  type StartServer,
  serverConformance,
  type TranscriptionArguments,
  type TranscriptionLike,
  type TransportMode,
} from './server-conformance.ts'
