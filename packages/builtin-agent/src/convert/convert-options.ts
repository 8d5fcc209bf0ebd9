import type { Interrupt, RunAgentInput, TokenUsage } from '@ag-ui/client'
import { CallIds } from '../call-ids/call-ids.ts'
import { callIdsIn } from '../messages/tool-results.ts'

/**
 * What every converter is given beside its stream.
 *
 * A converter is an async generator that yields AG-UI 1.0 events: what it opens it closes, the ids of messages are new in
 * every run, and reasoning carries its role. It yields no `RUN_STARTED`, `RUN_FINISHED` or `RUN_ERROR`: those are its
 * caller's. It returns when the stream ends or the signal aborts, and throws what the stream reports as an error.
 */
export interface ConvertStreamOptions {
  /** Ends the conversion, even while the stream is silent. Without it the stream alone decides. */
  signal?: AbortSignal | undefined
  /** Makes the id of a message; that of a result gets `result_` before it. @default crypto.randomUUID */
  newId?: (() => string) | undefined
  /** Called once for each thing that a human has to decide before the conversation goes on. */
  onInterrupt?: ((interrupt: Interrupt) => void) | undefined
  /** Called for each call of a model, or once for all of them, with the tokens that were used. */
  onUsage?: ((usage: TokenUsage) => void) | undefined
  /** Called with the reason for which each completion ended: `stop`, `length`, `tool-calls` and others of the AI SDK. */
  onFinish?: ((finishReason: string) => void) | undefined
  /** The state at the start of the run: what the first change of it is applied to. @default undefined */
  state?: unknown
  /** Characters of JSON that the state may have after a change. A larger change is left out. @default 4_194_304 (4 Mi) */
  maxStateBytes?: number | undefined
  /** The input of the run: a tool call that is given an id which its history has already gets a new one. @default none */
  input?: Pick<RunAgentInput, 'messages'> | undefined
}

/** The options with the defaults filled in. An `AbortSignal` alone stands for `{ signal }`. */
export interface FilledConvertOptions {
  readonly signal: AbortSignal | undefined
  readonly newId: () => string
  readonly onInterrupt: (interrupt: Interrupt) => void
  readonly onUsage: (usage: TokenUsage) => void
  readonly onFinish: (finishReason: string) => void
  readonly state: unknown
  readonly maxStateBytes: number | undefined
  /** The ids of the tool calls. */
  readonly callIds: CallIds
}

/** Fills the defaults of a converter's options. */
export function fillConvertOptions(
  options: ConvertStreamOptions | AbortSignal | undefined,
): FilledConvertOptions {
  const given: ConvertStreamOptions = options instanceof AbortSignal ? { signal: options } : (options ?? {})
  return {
    signal: given.signal,
    newId: given.newId ?? (() => crypto.randomUUID()),
    onInterrupt: given.onInterrupt ?? (() => {}),
    onUsage: given.onUsage ?? (() => {}),
    onFinish: given.onFinish ?? (() => {}),
    state: given.state,
    maxStateBytes: given.maxStateBytes,
    callIds: new CallIds(callIdsIn(given.input?.messages ?? [])),
  }
}
