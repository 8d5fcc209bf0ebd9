import { describe } from 'vitest'
import { approvalTests } from './runner-conformance/approvals.ts'
import { concurrencyTests, engineConcurrencyTests } from './runner-conformance/concurrency.ts'
import { engineJoinTests, joinTests } from './runner-conformance/joins.ts'
import { repeatTests } from './runner-conformance/repeats.ts'
import { engineRunTests, runTests } from './runner-conformance/runs.ts'
import { engineStopTests, stopTests } from './runner-conformance/stops.ts'
import type { CreateRunner } from './runner-conformance/subject.ts'
import { threadTests } from './runner-conformance/threads.ts'
import { type CreateStore, storeTests } from './store-conformance.ts'

export type { CreateRunner, RunnerUnderTest } from './runner-conformance/subject.ts'
export type { CreateStore, StoreUnderTest } from './store-conformance.ts'

/** Options of `runnerConformance`. */
export interface RunnerConformanceOptions {
  /** Whether the runner extends `ThreadRunner`, so that cursors, policies and limits can be tested. @default true */
  engine?: boolean | undefined
  /** Creates a store of the runner, to test the contract of `ThreadStore`. @default not tested */
  createStore?: CreateStore | undefined
  /**
   * Whether the store judges leases, or waits, by another clock than this process's `Date` and timers, as a server does.
   * The fault scenarios then run in real time, and fewer of them. @default false
   */
  ownTime?: boolean | undefined
}

/**
 * Tests the contract of a runner of `@flightdeck/run-engine`: runs, joins, stops, one run per thread.
 *
 * ```ts
 * runnerConformance('memory', (options) => ({ runner: new InMemoryAgentRunner(options) }))
 * ```
 *
 * Call it at the top level of a vitest file. `create` is called for each test; its runner is closed afterwards.
 */
export function runnerConformance(
  name: string,
  create: CreateRunner,
  { engine = true, createStore, ownTime = false }: RunnerConformanceOptions = {},
): void {
  describe(`the runner '${name}'`, () => {
    describe('runs', () => runTests(create))
    describe('joins', () => joinTests(create))
    describe('stops', () => stopTests(create))
    describe('one run per thread', () => concurrencyTests(create))
    if (engine) {
      describe('reports and limits', () => engineRunTests(create))
      describe('cursors', () => engineJoinTests(create))
      describe('stops by the engine', () => engineStopTests(create))
      describe('policies for busy threads', () => engineConcurrencyTests(create))
      describe('repeated requests', () => repeatTests(create))
      describe('interrupts', () => approvalTests(create))
      describe('threads', () => threadTests(create))
    }
    if (createStore) describe('store', () => storeTests(createStore, ownTime))
  })
}
