import type { CopilotServiceAdapter } from './service-adapter.ts'

/** Makes no agent: for runtimes whose agents are all given in `agents`. */
export class EmptyAdapter implements CopilotServiceAdapter {
  readonly name = 'EmptyAdapter'
}

/** The same as `EmptyAdapter`. */
export const ExperimentalEmptyAdapter: typeof EmptyAdapter = EmptyAdapter
/** The same as `EmptyAdapter`. */
export type ExperimentalEmptyAdapter = EmptyAdapter
