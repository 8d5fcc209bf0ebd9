import type { ThreadStore } from '@flightdeck/run-engine/store'

/** The store of a process that dies: from then on no call reaches it, and no call returns. */
export function mortalStore(store: ThreadStore): { store: ThreadStore; die(): void } {
  let dead = false
  const mortal = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        if (!dead) return member.apply(target, given)
        return name === 'watch' || name === 'watchList' ? () => {} : new Promise(() => {})
      }
    },
  })
  return {
    store: mortal,
    die: () => {
      dead = true
    },
  }
}
