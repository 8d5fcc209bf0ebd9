import type { ThreadKey } from '@flightdeck/run-engine'
import type { ThreadStore } from '@flightdeck/run-engine/store'
import { chance } from './chance.ts'

/** The methods of a store that can fail or be late; the others only wake, or let go. */
export type StoreMethod = Exclude<keyof ThreadStore, 'watch' | 'watchList' | 'close'>

/** Every one of them: the compiler asks for a row when the contract gets another. */
const METHODS: Readonly<Record<StoreMethod, true>> = {
  claim: true,
  renew: true,
  seize: true,
  abandoned: true,
  append: true,
  finish: true,
  peek: true,
  get: true,
  read: true,
  runs: true,
  requestStop: true,
  list: true,
  update: true,
  remove: true,
  clear: true,
  put: true,
  retain: true,
  changes: true,
}

/** The methods, by name. */
export const STORE_METHODS = Object.keys(METHODS) as readonly StoreMethod[]

/** Whether a member of a store is one of them. */
export function isStoreMethod(name: unknown): name is StoreMethod {
  return typeof name === 'string' && Object.hasOwn(METHODS, name)
}

/** What happens to one call of a store. */
export type Fate =
  | { readonly kind: 'passes' }
  /** It fails: before it reaches the store, or although it took effect. */
  | { readonly kind: 'throws'; readonly when: 'before' | 'after' }
  /** It reaches the store late, or its answer comes late. */
  | { readonly kind: 'waits'; readonly when: 'before' | 'after'; readonly ms: number }

/** One call: who makes it, of what, about what, and how many such it has made before. */
export interface StoreCall {
  readonly engine: string
  readonly method: StoreMethod
  readonly about: string
  readonly count: number
}

/** Consecutive calls that fail together when a store is out of order for a while: more than the engine repeats. */
const OUTAGE_CALLS = 6

const OUTAGE_CHANCE = 0.05

/** How often a call fails although it took effect. Most is at stake where a run begins and where it ends. */
const LOST_ANSWER = { usual: 0.09, delicate: 0.2 }

const DELICATE: ReadonlySet<StoreMethod> = new Set<StoreMethod>(['claim', 'finish'])

/** From hardly noticed to longer than a lease, and longer than a run's end is waited for. */
const WAITS_MS = [1, 1, 5, 5, 30, 30, 150, 700, 2_600]

/** A name for a call that no other call of the seed has. */
export function nameOf({ engine, method, about, count }: StoreCall): string {
  return `${engine} ${method} ${about} ${count}`
}

/** What the seed has in store for a call. Nothing else has a part in it: not when it is made, nor what was before. */
export function fateOf(seed: number, call: StoreCall): Fate {
  const { engine, method, about, count } = call
  const outage = `outage ${engine} ${method} ${about} ${Math.floor(count / OUTAGE_CALLS)}`
  if (chance(seed, outage) < OUTAGE_CHANCE) return { kind: 'throws', when: 'before' }
  const name = nameOf(call)
  const lot = chance(seed, `fate of ${name}`)
  const lost = 0.05 + (DELICATE.has(method) ? LOST_ANSWER.delicate : LOST_ANSWER.usual)
  if (lot < 0.05) return { kind: 'throws', when: 'before' }
  if (lot < lost) return { kind: 'throws', when: 'after' }
  if (lot >= lost + 0.12) return { kind: 'passes' }
  const ms = WAITS_MS[Math.floor(chance(seed, `wait of ${name}`) * WAITS_MS.length)] as number
  return { kind: 'waits', when: lot < lost + 0.06 ? 'before' : 'after', ms }
}

/** What a call is about: a thread, the threads of an owner, or neither. */
export function subjectOf(method: StoreMethod, [first]: readonly unknown[]): string {
  if (method === 'clear') return ownerText(first)
  if (typeof first !== 'object' || first === null) return 'all'
  const { key = first } = first as { key?: object }
  const { owner, threadId } = key as Partial<ThreadKey>
  if (threadId !== undefined) return `${ownerText(owner)}/${threadId}`
  return method === 'list' || method === 'changes' ? ownerText(owner) : 'all'
}

function ownerText(owner: unknown): string {
  return owner === undefined ? 'anonymous' : String(owner)
}
