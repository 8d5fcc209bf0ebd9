import { describe } from 'vitest'
import { approvalTests } from './runner-conformance/approvals.ts'
import { concurrencyTests, engineConcurrencyTests } from './runner-conformance/concurrency.ts'
import { engineJoinTests, joinTests } from './runner-conformance/joins.ts'
import { engineRunTests, runTests } from './runner-conformance/runs.ts'
import { engineStopTests, stopTests } from './runner-conformance/stops.ts'
import type { CreateRunner } from './runner-conformance/subject.ts'
import { threadTests } from './runner-conformance/threads.ts'
import { type CreateStore, storeTests } from './store-conformance.ts'

export type { CreateRunner, RunnerUnderTest } from './runner-conformance/subject.ts'
export type { CreateStore, StoreUnderTest } from './store-conformance.ts'

/** What a runner is held to beside the methods that every runner has. */
export interface RunnerConformanceOptions {
  /** Whether the runner extends `ThreadRunner`, so that cursors, policies and limits can be tested. @default true */
  engine?: boolean | undefined
  /** Makes a store of the kind that the runner keeps threads in, to hold it to `ThreadStore`. @default not tested */
  createStore?: CreateStore | undefined
  /**
   * Whether the store judges leases, or waits, by another clock than this process's `Date` and timers, as a server does.
   * Its faults are played in real time then, and fewer of them. @default false
   */
  ownTime?: boolean | undefined
}

/**
 * Holds a runner to what `@flightdeck/run-engine` promises: runs, joins, stops, one run to a thread.
 *
 * ```ts
 * runnerConformance('memory', (options) => ({ runner: new InMemoryAgentRunner(options) }))
 * ```
 *
 * Call it at the top of a vitest file. `create` is called for each test, and what it gives is closed afterwards.
 */
export function runnerConformance(
  name: string,
  create: CreateRunner,
  { engine = true, createStore, ownTime = false }: RunnerConformanceOptions = {},
): void {
  describe(`the runner '${name}'`, () => {
    describe('runs agents', () => runTests(create))
    describe('lets readers join', () => joinTests(create))
    describe('stops runs', () => stopTests(create))
    describe('keeps one run to a thread', () => concurrencyTests(create))
    if (engine) {
      describe('tells of its runs and bounds them', () => engineRunTests(create))
      describe('serves cursors', () => engineJoinTests(create))
      describe('stops with certainty', () => engineStopTests(create))
      describe('has policies for busy threads', () => engineConcurrencyTests(create))
      describe('pauses for answers', () => approvalTests(create))
      describe('keeps threads', () => threadTests(create))
    }
    if (createStore) describe('keeps threads in its store', () => storeTests(createStore, ownTime))
  })
}
