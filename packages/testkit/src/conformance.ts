export {
  type CreateRunner,
  type CreateStore,
  type RunnerConformanceOptions,
  type RunnerUnderTest,
  runnerConformance,
} from './runner-conformance.ts'
export {
  type AfterArguments,
  type HookArguments,
  type ServerConformanceOptions,
  type ServerOptions,
  type ServerUnderTest,
  type StartServer,
  serverConformance,
  type TransportMode,
} from './server-conformance.ts'
