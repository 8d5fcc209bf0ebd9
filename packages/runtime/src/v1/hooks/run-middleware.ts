import type { RunObserver } from '@flightdeck/run-engine'
import type { Logger, RunHookContext } from '@flightdeck/runtime-core'
import { type Message, toOlderMessages } from './message.ts'

/** What `onBeforeRequest` is told. */
export interface OnBeforeRequestOptions {
  threadId?: string | undefined
  runId?: string | undefined
  /** The messages of the user. */
  inputMessages: Message[]
  /** The `properties` of the client: `forwardedProps` of the run. */
  // biome-ignore lint/suspicious/noExplicitAny: existing code reads members of it without narrowing
  properties: any
  /** The URL that the request was sent to. */
  url?: string | undefined
}

/** What `onAfterRequest` is told. */
export interface OnAfterRequestOptions extends OnBeforeRequestOptions {
  threadId: string
  /** Every message of the run's input. */
  inputMessages: Message[]
  /** What the run produced. */
  outputMessages: Message[]
}

/** The option `middleware`: functions called before and after each run. */
export interface Middleware {
  /** Called before a run starts. A thrown `Response` is the answer; any other error is answered with 500. */
  onBeforeRequest?: ((options: OnBeforeRequestOptions) => void | Promise<void>) | undefined
  /** Called once when a run has ended, however it ended. What it throws is logged. */
  onAfterRequest?: ((options: OnAfterRequestOptions) => void | Promise<void>) | undefined
}

/** Calls `onBeforeRequest`, and gives an observer that calls `onAfterRequest`. */
export async function beforeRun(
  { onBeforeRequest, onAfterRequest }: Middleware,
  { input, request }: RunHookContext,
  logger: Logger,
): Promise<RunObserver | undefined> {
  const { threadId, runId, messages, forwardedProps: properties = {} } = input
  const about = { threadId, runId, properties, url: request.url }
  await onBeforeRequest?.({
    ...about,
    inputMessages: toOlderMessages(messages.filter(({ role }) => role === 'user')),
  })
  if (onAfterRequest === undefined) return undefined
  return {
    onRunEnd(summary) {
      const call = async (): Promise<void> =>
        onAfterRequest({
          ...about,
          inputMessages: toOlderMessages(messages),
          outputMessages: toOlderMessages(summary.messages),
        })
      call().catch((error: unknown) => logger.error('onAfterRequest failed', { error, threadId, runId }))
    },
  }
}
