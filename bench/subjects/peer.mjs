// `@copilotkit/runtime`, from the folder it was installed in.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { eventsOf } from '../workload.mjs'

/**
 * @param {{ peerFolder?: string | undefined }} options
 * @returns {Promise<import('../subjects.mjs').Served>}
 */
export async function create({ peerFolder = '' }) {
  const { AbstractAgent, CopilotRuntime, createCopilotNodeListener, Observable } = await import(
    pathToFileURL(join(peerFolder, 'entry.mjs')).href
  )

  class BenchAgent extends AbstractAgent {
    /** @param {Parameters<typeof eventsOf>[0]} input */
    run(input) {
      return new Observable((/** @type {import('@flightdeck/run-engine').EventObserver} */ observer) => {
        const emit = async () => {
          for await (const event of eventsOf(input)) observer.next(event)
          observer.complete()
        }
        emit().catch((error) => observer.error(error))
      })
    }
  }

  const runtime = new CopilotRuntime({ agents: { default: new BenchAgent() } })
  return { listener: createCopilotNodeListener({ runtime, basePath: '/' }) }
}
