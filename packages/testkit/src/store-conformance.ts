import { describe } from 'vitest'
import { changeTests } from './store-conformance/changes.ts'
import { claimTests } from './store-conformance/claims.ts'
import { faultTests } from './store-conformance/faults.ts'
import { leaseTests } from './store-conformance/leases.ts'
import { listTests } from './store-conformance/lists.ts'
import { logTests } from './store-conformance/logs.ts'
import { recoveryTests } from './store-conformance/recovery.ts'
import type { CreateStore } from './store-conformance/store-under-test.ts'

export type { CreateStore, StoreUnderTest } from './store-conformance/store-under-test.ts'

/** The store's contract: without an engine in between, then with engines whose process or storage fails. */
export function storeTests(create: CreateStore, ownTime: boolean): void {
  describe('lets one at a time write', () => claimTests(create))
  describe('outlives who wrote', () => leaseTests(create))
  describe('keeps what was written', () => logTests(create))
  describe('lists threads', () => listTests(create))
  describe('tells of changes and forgets', () => changeTests(create))
  describe('lets runs end whose process died', () => recoveryTests(create))
  describe('may fail', () => faultTests(create, ownTime))
}
