import {
  AgentRunner,
  type AgentRunnerConnectRequest,
  type AgentRunnerIsRunningRequest,
  type AgentRunnerRunRequest,
  type AgentRunnerStopRequest,
  CopilotRuntime,
  createCopilotRuntimeHandler,
  type EventLike,
  type EventSource,
  finalizeRunEvents,
} from '@flightdeck/runtime/v2'
import { from, type Observable } from 'rxjs'
import { counter, greeter } from './agent.ts'

/** Stores events in a list for each thread. A real runner would write them to a queue. */
class QueueBackedRunner extends AgentRunner {
  readonly #events = new Map<string, EventLike[]>()
  readonly #running = new Set<string>()

  override run({ threadId, agent, input }: AgentRunnerRunRequest): EventSource {
    return this.#record(threadId, agent.run(input) as AsyncIterable<EventLike>)
  }

  override connect({ threadId }: AgentRunnerConnectRequest): Observable<EventLike> {
    return from(this.#events.get(threadId) ?? [])
  }

  override async isRunning({ threadId }: AgentRunnerIsRunningRequest): Promise<boolean> {
    return this.#running.has(threadId)
  }

  override async stop({ threadId }: AgentRunnerStopRequest): Promise<boolean> {
    return this.#running.delete(threadId)
  }

  async *#record(threadId: string, events: AsyncIterable<EventLike>): AsyncIterable<EventLike> {
    const kept: EventLike[] = []
    this.#running.add(threadId)
    this.#events.set(threadId, kept)
    for await (const event of events) {
      if (!this.#running.has(threadId)) break
      kept.push(event)
      yield event
    }
    yield* finalizeRunEvents(kept, { stopRequested: !this.#running.delete(threadId) })
  }
}

const runtime = new CopilotRuntime({
  agents: { default: greeter(), counter: counter() },
  runner: new QueueBackedRunner(),
})

export default { fetch: createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' }) }
