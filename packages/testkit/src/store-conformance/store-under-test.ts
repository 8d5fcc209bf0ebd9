import type { Awaitable, ThreadKey } from '@flightdeck/run-engine'
import type {
  AppendRequest,
  ClaimRequest,
  FinishRequest,
  PutRequest,
  ThreadStore,
  ThreadView,
} from '@flightdeck/run-engine/store'
import { onTestFinished } from 'vitest'

/** The store of one test. */
export interface StoreUnderTest {
  store: ThreadStore
  /** Opens the same data again, like another process. @default the same store */
  another?: (() => Awaitable<ThreadStore>) | undefined
  /** Releases what the test created besides the stores. */
  close?: (() => Awaitable<void>) | undefined
}

/** Creates an empty store. */
export type CreateStore = () => Awaitable<ThreadStore | StoreUnderTest>

/** Opens the store of one test twice and closes it afterwards. */
export async function openStore(create: CreateStore): Promise<{ store: ThreadStore; other: ThreadStore }> {
  const made = await create()
  const under: StoreUnderTest = 'store' in made ? made : { store: made }
  const other = under.another === undefined ? under.store : await under.another()
  onTestFinished(async () => {
    await under.store.close?.()
    if (other !== under.store) await other.close?.()
    await under.close?.()
  })
  return { store: under.store, other }
}

/** The key of a thread, without an owner if none is given. */
export function keyOf(threadId: string, owner?: string): ThreadKey {
  return owner === undefined ? { threadId } : { threadId, owner }
}

let claims = 0

/** A complete claim request; given members replace the defaults. */
export function claimOf(fields: Partial<ClaimRequest> = {}): ClaimRequest {
  claims += 1
  return {
    key: { threadId: 't' },
    claimId: `claim-${claims}`,
    runId: `run-${claims}`,
    agentId: 'a',
    now: 1_000,
    leaseMs: 60_000,
    ...fields,
  }
}

/** A claim that succeeded. */
export interface Claimed {
  key: ThreadKey
  runId: string
  epoch: number
  thread: ThreadView
}

/** Claims a thread that must be free. */
export async function mustClaim(store: ThreadStore, fields: Partial<ClaimRequest> = {}): Promise<Claimed> {
  const request = claimOf(fields)
  const result = await store.claim(request)
  if (!result.claimed) throw new Error(`a free thread was refused: ${JSON.stringify(result)}`)
  return { key: request.key, runId: request.runId, epoch: result.epoch, thread: result.thread }
}

/** An event as stored in a log. */
export function eventText(n: number): string {
  return JSON.stringify({ type: 'CUSTOM', name: 'n', value: n })
}

/** Events `from` to `through` of a claimed run. */
export function appendOf({ key, runId, epoch }: Claimed, from: number, through: number): AppendRequest {
  const events = Array.from({ length: through - from + 1 }, (_, index) => eventText(from + index))
  return { key, runId, epoch, first: from, events, legacy: [] }
}

/** The end of a claimed run. */
export function finishOf(
  { key, runId, epoch, thread }: Claimed,
  fields: Partial<FinishRequest> = {},
): FinishRequest {
  return {
    key,
    runId,
    epoch,
    status: 'finished',
    endedAt: 2_000,
    ending: '{"type":"RUN_FINISHED"}',
    head: thread.head,
    messages: thread.messages,
    state: thread.state,
    ...fields,
  }
}

/** Claims a thread and ends the run with one message. */
export async function runOn(
  store: ThreadStore,
  key: ThreadKey,
  at: number,
  fields: Partial<FinishRequest> = {},
): Promise<Claimed> {
  const claimed = await mustClaim(store, { key, now: at })
  const message = { id: `m${at}`, json: JSON.stringify({ id: `m${at}`, role: 'user', content: 'x' }) }
  const messages = [...claimed.thread.messages, message]
  await store.finish(finishOf(claimed, { endedAt: at, head: claimed.thread.head + 1, messages, ...fields }))
  return claimed
}

/** An imported thread. */
export function putOf(key: ThreadKey, fields: Partial<PutRequest> = {}): PutRequest {
  return {
    key,
    agentId: 'a',
    archived: false,
    createdAt: 1,
    updatedAt: 2,
    activeAt: 3,
    head: 0,
    messages: [],
    interrupts: [],
    runs: [],
    ...fields,
  }
}
