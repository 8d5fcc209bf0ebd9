import { describe } from 'vitest'
import { changeTests } from './store-conformance/changes.ts'
import { claimTests } from './store-conformance/claims.ts'
import { eventIdTests } from './store-conformance/event-ids.ts'
import { faultTests } from './store-conformance/faults.ts'
import { leaseTests } from './store-conformance/leases.ts'
import { listTests } from './store-conformance/lists.ts'
import { logTests } from './store-conformance/logs.ts'
import { recoveryTests } from './store-conformance/recovery.ts'
import type { CreateStore } from './store-conformance/store-under-test.ts'

export type { CreateStore, StoreUnderTest } from './store-conformance/store-under-test.ts'

/** The contract of a store: without an engine, then with engines whose process or storage fails. */
export function storeTests(create: CreateStore, ownTime: boolean): void {
  describe('claims', () => claimTests(create))
  describe('leases', () => leaseTests(create))
  describe('logs', () => logTests(create))
  describe('lists', () => listTests(create))
  describe('changes and limits', () => changeTests(create))
  describe('recovery', () => recoveryTests(create))
  describe('event ids', () => eventIdTests(create))
  describe('faults', () => faultTests(create, ownTime))
}
