// Tests: `test/engine/synchronous-agents.test.ts`.
import type { EventLike } from '../events/events.ts'
import type { EventObserver, EventSource, KnownAgent } from './agent.ts'
import { EventSubscriber, type FloodLimits } from './event-subscriber.ts'

type Run = KnownAgent['run']

/** What is used of an Observable that a client puts its operators on. */
interface Pipeable {
  subscribe(observer: EventObserver): { unsubscribe(): void }
}

/** An observer of rxjs. */
interface Target extends EventObserver {
  readonly closed?: boolean
  add?(teardown: () => void): void
}

const guarded = new WeakSet<Run>()

/**
 * Closes what `run()` of an agent returns when it emits more at once than may wait. For an agent that is driven by `runAgent()`: the
 * client processes events asynchronously, so a source that emits in a loop would never hear that the run has ended.
 */
export function guardFloods(agent: KnownAgent, limits: FloodLimits): void {
  const { run } = agent
  if (typeof run !== 'function' || guarded.has(run) || !Object.isExtensible(agent)) return
  const guardedRun: Run = function (this: KnownAgent, ...given) {
    const source = run.apply(this, given)
    return isPipeable(source) ? limited(source, limits) : source
  }
  guarded.add(guardedRun)
  agent.run = guardedRun
}

/** The same Observable, with a subscription that can be closed while the source emits. */
function limited<T extends EventSource & Pipeable>(source: T, limits: FloodLimits): T {
  const subscribe = (target: Target): EventSubscriber => {
    const subscriber: EventSubscriber = new EventSubscriber(
      {
        next(event: EventLike) {
          target.next(event)
          if (target.closed === true) subscriber.unsubscribe()
        },
        error: (error) => target.error(error),
        complete: () => target.complete(),
      },
      limits,
    )
    target.add?.(() => subscriber.unsubscribe())
    subscriber.add(source.subscribe(subscriber))
    return subscriber
  }
  return Object.create(source, { subscribe: { value: subscribe } })
}

function isPipeable(source: EventSource): source is EventSource & Pipeable {
  const { pipe, subscribe } = source as { pipe?: unknown; subscribe?: unknown }
  return typeof pipe === 'function' && typeof subscribe === 'function'
}
