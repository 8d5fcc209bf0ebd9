export type { StormFigures, Violation } from './storm/journal.ts'
export { runStorm, type StormOptions, type StormReport } from './storm/run-storm.ts'
export {
  type StartStormServer,
  type StormServer,
  type StormServerOptions,
  serveStorm,
} from './storm/serve-storm.ts'
export type { EndStatus } from './storm/view.ts'
