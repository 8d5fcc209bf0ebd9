import type { ThreadPage } from '@flightdeck/protocol'
import { readEvents, readSse, type SseData, type SseFrame } from '../../read-sse.ts'
import { type ScriptedAgent, saying, scriptedAgent } from '../../scripted-agent.ts'
import { type Client, inputOf, type RequestExtras } from './client.ts'

/** Says `Hi` in a new message for each run. */
export const greeting = (): ScriptedAgent =>
  scriptedAgent((input) => saying(input, ['Hi'], `m-${input.runId}`))

/** Options of `talk`. */
export interface TalkOptions extends RequestExtras {
  /** @default 'default' */
  agentId?: string | undefined
  /** @default `run-of-` and the id of the thread */
  runId?: string | undefined
}

/** Runs an agent once on a thread and reads to the end. No two of these runs are active in the same millisecond. */
export async function talk(
  client: Client,
  threadId: string,
  { agentId = 'default', runId = `run-of-${threadId}`, ...extras }: TalkOptions = {},
): Promise<SseData[]> {
  const now = Date.now()
  while (Date.now() === now) await new Promise((resolve) => setTimeout(resolve, 1))
  const body = inputOf({ threadId, runId })
  return readEvents(await client.send({ method: 'agent/run', agentId }, { ...extras, body }))
}

/** A page of the list of threads. */
export async function listed(client: Client, extras: RequestExtras = {}): Promise<ThreadPage> {
  return (await (await client.send({ method: 'threads/list' }, extras)).json()) as ThreadPage
}

/** The ids on a page of the list of threads. */
export async function idsOf(client: Client, extras: RequestExtras = {}): Promise<string[]> {
  return (await listed(client, extras)).threads.map(({ id }) => id)
}

/** Reads a list subscription; `next` waits for the next frame. */
export function listening(response: Response): {
  next(): Promise<SseFrame | undefined>
  disconnect(): Promise<void>
} {
  const frames = readSse(response)
  return {
    async next() {
      const next = await frames.next()
      return next.done ? undefined : next.value
    },
    async disconnect() {
      await frames.return(undefined)
    },
  }
}
