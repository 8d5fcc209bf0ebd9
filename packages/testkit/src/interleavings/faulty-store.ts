import type { ThreadStore } from '@flightdeck/run-engine/store'
import { fateOf, isStoreMethod, nameOf, type StoreMethod, subjectOf } from './fate.ts'
import type { Ledger } from './ledger.ts'
import type { Turns } from './turns.ts'

/** Thrown in a store's place. */
export class Fault extends Error {
  override readonly name = 'Fault'
}

/** Where a faulty store is played. */
export interface FaultyStoreOptions {
  seed: number
  turns: Turns
  ledger: Ledger
  /** The engine that calls it, as calls are named. */
  engine: string
  /** Whether nothing goes wrong any more. */
  isCalm(): boolean
  /** Whether the process of that engine is gone: nothing reaches the store, and nothing is ever heard of it. */
  isDead(): boolean
  /** Is told what became of a call. */
  onFate(method: StoreMethod, how: string): void
}

/** A store that every call reaches in its turn, if it does, and that may fail before, fail after, or be late. */
export function faultyStore(store: ThreadStore, options: FaultyStoreOptions): ThreadStore {
  const { seed, turns, ledger, engine, isCalm, isDead, onFate } = options
  const counts = new Map<string, number>()
  const call = async (method: StoreMethod, given: unknown[]): Promise<unknown> => {
    const about = subjectOf(method, given)
    const count = counts.get(`${method} ${about}`) ?? 0
    counts.set(`${method} ${about}`, count + 1)
    const called = { engine, method, about, count }
    const fate = isCalm() ? { kind: 'passes' as const } : fateOf(seed, called)
    if (fate.kind !== 'passes') onFate(method, `${fate.kind} ${fate.when}`)
    if (fate.kind === 'waits' && fate.when === 'before') await pause(fate.ms)
    const name = nameOf(called)
    await turns.take(fate.kind === 'passes' ? name : `${name}, ${fate.kind} ${fate.when}`)
    if (isDead()) return await never
    if (fate.kind === 'throws' && fate.when === 'before') throw new Fault(`${name} failed before`)
    const member = store[method] as (...given: unknown[]) => unknown
    const result = await turns.during('calls', async () => {
      const answer = await member.apply(store, given)
      ledger.note(method, given, answer)
      return answer
    })
    if (fate.kind === 'throws') throw new Fault(`${name} failed after`)
    if (fate.kind === 'waits' && fate.when === 'after') await pause(fate.ms)
    return isDead() ? await never : result
  }
  return new Proxy(store, {
    get(target, name) {
      if (isStoreMethod(name)) return (...given: unknown[]) => call(name, given)
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}

const never = new Promise<never>(() => {})

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
