import { type AGUIEvent, type BaseEvent, EventType } from '@ag-ui/client'
import { untilAborted } from '../abort/until-aborted.ts'
import { type FilledConvertOptions, fillConvertOptions } from '../convert/convert-options.ts'
import { encrypted, OpenMessages } from '../convert/open-messages.ts'
import { agentError } from '../errors/to-agent-error.ts'
import { fieldsOf, isRecord, text } from '../json/fields.ts'
import { readTanStackUsage } from '../usage/read-tanstack-usage.ts'
import { TanStackCalls } from './tanstack-calls.ts'
import type { ConvertTanStackOptions } from './tanstack-options.ts'

type Chunk = { readonly type: string; readonly [field: string]: unknown }

/**
 * Turns what `chat()` of `@tanstack/ai` gives into AG-UI events. Its chunks are named like AG-UI's, but a stream of them holds
 * several runs, reuses the ids of messages, and leaves things open. Here every text and thought has an id of its own, what is
 * opened is closed, and approvals go to `onInterrupt`. It yields no `RUN_STARTED`, `RUN_FINISHED` or `RUN_ERROR`, and no
 * `MESSAGES_SNAPSHOT`, whose ids are not those of the events. It returns when the stream ends or the signal aborts, and throws
 * what the stream reports as an error; an `AgentError` when the answer was refused or broke off.
 *
 * The second argument may be the signal alone.
 */
export async function* convertTanStackStream(
  stream: AsyncIterable<unknown>,
  options?: ConvertTanStackOptions | AbortSignal,
): AsyncGenerator<BaseEvent, void, undefined> {
  const input = options instanceof AbortSignal ? undefined : options?.input
  const conversion = new Conversion(fillConvertOptions(options), input)
  const { signal } = conversion
  yield* conversion.denials()
  try {
    for await (const chunk of untilAborted(stream, signal)) {
      if (isChunk(chunk)) yield* conversion.events(chunk)
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
  yield* conversion.close()
  // A turn that began and did not finish was cut off.
  if (conversion.inTurn && !signal?.aborted) throw agentError('incomplete_response')
}

type Handler = (chunk: Chunk, out: BaseEvent[]) => void

class Conversion {
  readonly signal: AbortSignal | undefined
  inTurn = false
  readonly #options: FilledConvertOptions
  readonly #items: OpenMessages
  readonly #calls: TanStackCalls
  readonly #thoughts = new Map<string, string>()
  readonly #steps = new Set<string>()
  #lastText = ''
  #lastThought = ''
  #lastCall = ''

  /** What becomes of each type of chunk; of any other nothing does. */
  readonly #handlers: ReadonlyMap<string, Handler> = new Map<EventType, Handler>([
    [EventType.RUN_STARTED, (_chunk, out) => this.#begin(out)],
    [EventType.RUN_FINISHED, (chunk, out) => this.#finish(chunk, out)],
    [EventType.RUN_ERROR, fail],
    // A message is opened by its first words, so that none is empty.
    [EventType.TEXT_MESSAGE_START, (chunk, out) => this.#endText(chunk, out)],
    [EventType.TEXT_MESSAGE_CONTENT, (chunk, out) => this.#text(chunk, out)],
    [EventType.TEXT_MESSAGE_CHUNK, (chunk, out) => this.#text(chunk, out)],
    [EventType.TEXT_MESSAGE_END, (chunk, out) => this.#endText(chunk, out)],
    [EventType.REASONING_MESSAGE_CONTENT, (chunk, out) => this.#thought(chunk, out)],
    [EventType.REASONING_MESSAGE_CHUNK, (chunk, out) => this.#thought(chunk, out)],
    [EventType.REASONING_MESSAGE_END, (chunk, out) => this.#endThought(chunk, out)],
    [EventType.REASONING_END, (chunk, out) => this.#endThought(chunk, out)],
    [EventType.REASONING_ENCRYPTED_VALUE, (chunk, out) => this.#encrypted(chunk, out)],
    [EventType.TOOL_CALL_START, (chunk, out) => this.#calls.start(chunk, out)],
    [EventType.TOOL_CALL_ARGS, (chunk, out) => this.#calls.args(chunk, out)],
    [EventType.TOOL_CALL_CHUNK, (chunk, out) => this.#callChunk(chunk, out)],
    [EventType.TOOL_CALL_END, (chunk, out) => this.#calls.end(chunk, out)],
    [EventType.TOOL_CALL_RESULT, (chunk, out) => this.#calls.result(chunk, out)],
    [EventType.STEP_STARTED, (chunk, out) => this.#step(chunk, out)],
    [EventType.STEP_FINISHED, (chunk, out) => this.#step(chunk, out)],
    [EventType.STATE_SNAPSHOT, passSnapshot],
    [EventType.STATE_DELTA, passDelta],
    [EventType.CUSTOM, (chunk, out) => this.#custom(chunk, out)],
  ])

  constructor(options: FilledConvertOptions, input: ConvertTanStackOptions['input']) {
    this.signal = options.signal
    this.#options = options
    this.#items = new OpenMessages(options.newId)
    this.#calls = new TanStackCalls(options, input, this.#items)
  }

  denials(): BaseEvent[] {
    return this.#calls.denials()
  }

  events(chunk: Chunk): BaseEvent[] {
    const out: BaseEvent[] = []
    this.#handlers.get(chunk.type)?.(chunk, out)
    return out
  }

  close(): BaseEvent[] {
    const out: BaseEvent[] = []
    this.#endTurn(out)
    for (const stepName of this.#steps)
      out.push({ type: EventType.STEP_FINISHED, stepName } satisfies AGUIEvent)
    return out
  }

  #begin(out: BaseEvent[]): void {
    this.#endTurn(out)
    this.inTurn = true
  }

  #endTurn(out: BaseEvent[]): void {
    this.#items.endStep(out)
    this.#calls.endAll(out)
  }

  #finish(chunk: Chunk, out: BaseEvent[]): void {
    this.#endTurn(out)
    this.inTurn = false
    const { tanstack } = fieldsOf(chunk.metadata)
    const { model = chunk.model, finishReason = chunk.finishReason } = fieldsOf(tanstack)
    for (const usage of readTanStackUsage(chunk.usage, model)) this.#options.onUsage(usage)
    const { type, interrupts } = fieldsOf(chunk.outcome)
    if (type === 'interrupt' && Array.isArray(interrupts)) {
      for (const interrupt of interrupts) this.#calls.interrupt(fieldsOf(interrupt))
    }
    if (finishReason === 'content_filter') throw agentError('content_refused')
  }

  #text(chunk: Chunk, out: BaseEvent[]): void {
    this.#lastText = text(chunk.messageId) || this.#lastText
    this.#items.text(this.#lastText, text(chunk.delta), undefined, out)
  }

  #endText(chunk: Chunk, out: BaseEvent[]): void {
    this.#items.endText(text(chunk.messageId), undefined, out)
  }

  #thought(chunk: Chunk, out: BaseEvent[]): void {
    this.#lastThought = text(chunk.messageId) || this.#lastThought
    const before = out.length
    this.#items.thought(this.#lastThought, text(chunk.delta), undefined, out)
    if (out.length > before) this.#thoughts.set(this.#lastThought, text(fieldsOf(out.at(-1)).messageId))
  }

  #endThought(chunk: Chunk, out: BaseEvent[]): void {
    this.#items.endThought(text(chunk.messageId), undefined, out)
  }

  #encrypted(chunk: Chunk, out: BaseEvent[]): void {
    const value = text(chunk.encryptedValue)
    const entity = text(chunk.entityId)
    if (value === '') return
    if (chunk.subtype === 'tool-call') return this.#calls.mark(entity, value, out)
    const messageId = this.#thoughts.get(entity)
    if (messageId !== undefined) out.push(encrypted('message', messageId, value))
  }

  #callChunk(chunk: Chunk, out: BaseEvent[]): void {
    this.#lastCall = text(chunk.toolCallId) || this.#lastCall
    const named = { ...chunk, toolCallId: this.#lastCall }
    this.#calls.start(named, out)
    this.#calls.args(named, out)
  }

  #step(chunk: Chunk, out: BaseEvent[]): void {
    const stepName = text(chunk.stepName)
    if (stepName === '') return
    if (chunk.type === EventType.STEP_STARTED) {
      if (this.#steps.has(stepName)) return
      this.#steps.add(stepName)
      out.push({ type: EventType.STEP_STARTED, stepName } satisfies AGUIEvent)
    } else if (this.#steps.delete(stepName)) {
      out.push({ type: EventType.STEP_FINISHED, stepName } satisfies AGUIEvent)
    }
  }

  #custom({ name, value = null }: Chunk, out: BaseEvent[]): void {
    if (typeof name !== 'string' || name === 'tool-input-available') return
    if (name === 'approval-requested') this.#calls.approvalRequest(fieldsOf(value), out)
    else out.push({ type: EventType.CUSTOM, name, value } satisfies AGUIEvent)
  }
}

function passSnapshot(chunk: Chunk, out: BaseEvent[]): void {
  if ('snapshot' in chunk)
    out.push({ type: EventType.STATE_SNAPSHOT, snapshot: chunk.snapshot } satisfies AGUIEvent)
}

function passDelta({ delta }: Chunk, out: BaseEvent[]): void {
  if (Array.isArray(delta)) out.push({ type: EventType.STATE_DELTA, delta } satisfies AGUIEvent)
}

function fail({ message, code, error }: Chunk): never {
  const inner = fieldsOf(error)
  const said = text(message) || text(inner.message) || 'The stream reported an error'
  const given = code ?? inner.code
  const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
  throw Object.assign(new Error(said), number !== undefined && { code: number })
}

function isChunk(value: unknown): value is Chunk {
  return isRecord(value) && typeof value.type === 'string'
}
