import type { ThreadPage } from '@flightdeck/protocol'
import { readEvents, readSse, type SseData, type SseFrame } from '../read-sse.ts'
import { type ScriptedAgent, saying, scriptedAgent } from '../scripted-agent.ts'
import { type Client, inputOf, type RequestExtras } from './client.ts'

/** Says `Hi` in a message of its own for each run. */
export const greeting = (): ScriptedAgent =>
  scriptedAgent((input) => saying(input, ['Hi'], `m-${input.runId}`))

/** Runs once on a thread and reads to the end. */
export async function talk(
  client: Client,
  threadId: string,
  { runId = `run-of-${threadId}`, ...extras }: RequestExtras & { runId?: string | undefined } = {},
): Promise<SseData[]> {
  return readEvents(await client.run(inputOf({ threadId, runId }), extras))
}

/** A page of the list of threads. */
export async function listed(client: Client, extras: RequestExtras = {}): Promise<ThreadPage> {
  return (await (await client.send({ method: 'threads/list' }, extras)).json()) as ThreadPage
}

/** The ids on a page of the list of threads. */
export async function idsOf(client: Client, extras: RequestExtras = {}): Promise<string[]> {
  return (await listed(client, extras)).threads.map(({ id }) => id)
}

/** Follows the list of threads; `next` waits for one frame more. */
export function listening(response: Response): {
  next(): Promise<SseFrame | undefined>
  leave(): Promise<void>
} {
  const frames = readSse(response)
  return {
    async next() {
      const next = await frames.next()
      return next.done ? undefined : next.value
    },
    async leave() {
      await frames.return(undefined)
    },
  }
}
