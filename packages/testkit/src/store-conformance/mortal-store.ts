import type { ThreadStore } from '@flightdeck/run-engine/store'

/** A store as a process sees it that dies: from then on nothing reaches it, and nothing is ever heard of it. */
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
