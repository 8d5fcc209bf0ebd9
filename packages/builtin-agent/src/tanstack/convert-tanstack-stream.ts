import { type BaseEvent, EventType, type Interrupt, type RunAgentInput } from '@ag-ui/client'
import { approvalIdOf } from '../convert/approval-id.ts'
import {
  type ConvertStreamOptions,
  type FilledConvertOptions,
  fillConvertOptions,
} from '../convert/convert-options.ts'
import { encrypted, OpenItems } from '../convert/open-items.ts'
import { resultContent, resultText } from '../convert/result-content.ts'
import { StateEvents } from '../convert/state-events.ts'
import { ToolCalls, toolResult } from '../convert/tool-calls.ts'
import { untilAborted } from '../abort/until-aborted.ts'
import { agentError } from '../errors/to-agent-error.ts'
import { openCallsIn } from '../messages/tool-answers.ts'
import { readTanStackUsage } from './read-tanstack-usage.ts'
import { decisionsOf } from './tanstack-approvals.ts'
import { fromTanStackContent } from './tanstack-parts.ts'

/** What the converter of TanStack AI is given beside its stream. */
export interface ConvertTanStackOptions extends ConvertStreamOptions {
  /**
   * The input of the run. With it, calls that wait in its history are not opened again, approvals that the human denied are
   * answered, which TanStack AI leaves to the client, and a new call never has the id of one of its calls. @default none
   */
  input?: Pick<RunAgentInput, 'messages' | 'resume'> | undefined
}

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

class Conversion {
  readonly signal: AbortSignal | undefined
  inTurn = false
  readonly #options: FilledConvertOptions
  readonly #input: ConvertTanStackOptions['input']
  readonly #items: OpenItems
  readonly #calls: ToolCalls
  readonly #state: StateEvents
  readonly #history: ReadonlySet<string>
  readonly #historyAnswered = new Set<string>()
  readonly #thoughts = new Map<string, string>()
  readonly #steps = new Set<string>()
  #lastText = ''
  #lastThought = ''
  #lastCall = ''

  constructor(options: FilledConvertOptions, input: ConvertTanStackOptions['input']) {
    this.signal = options.signal
    this.#options = options
    this.#input = input
    this.#items = new OpenItems(options.newId)
    this.#calls = new ToolCalls(options.newId)
    this.#state = new StateEvents(options.state)
    this.#history = new Set(openCallsIn(input?.messages ?? []).map((call) => call.id))
  }

  denials(): BaseEvent[] {
    if (this.#input === undefined) return []
    const decisions = decisionsOf(this.#input.messages, this.#input.resume)
    return [...decisions.values()].flatMap((decision) => {
      if (decision.approved) return []
      this.#historyAnswered.add(decision.toolCallId)
      return [toolResult(this.#options.newId(), decision.toolCallId, decision.content)]
    })
  }

  events(chunk: Chunk): BaseEvent[] {
    const out: BaseEvent[] = []
    switch (chunk.type) {
      case EventType.RUN_STARTED:
        this.#endTurn(out)
        this.inTurn = true
        break
      case EventType.RUN_FINISHED:
        this.#finish(chunk, out)
        break
      case EventType.RUN_ERROR:
        throw toError(chunk)
      case EventType.TEXT_MESSAGE_CONTENT:
      case EventType.TEXT_MESSAGE_CHUNK:
        this.#lastText = text(chunk.messageId) || this.#lastText
        this.#items.text(this.#lastText, text(chunk.delta), undefined, out)
        break
      case EventType.TEXT_MESSAGE_START:
      case EventType.TEXT_MESSAGE_END:
        // A message is opened by its first words, so that none is empty.
        this.#items.endText(text(chunk.messageId), undefined, out)
        break
      case EventType.REASONING_MESSAGE_CONTENT:
      case EventType.REASONING_MESSAGE_CHUNK:
        this.#lastThought = text(chunk.messageId) || this.#lastThought
        this.#thought(this.#lastThought, text(chunk.delta), out)
        break
      case EventType.REASONING_MESSAGE_END:
      case EventType.REASONING_END:
        this.#items.endThought(text(chunk.messageId), undefined, out)
        break
      case EventType.REASONING_ENCRYPTED_VALUE:
        this.#encrypted(chunk, out)
        break
      case EventType.TOOL_CALL_START:
        this.#start(chunk, out)
        break
      case EventType.TOOL_CALL_ARGS:
        this.#calls.args(this.#idOf(chunk), text(chunk.delta), out)
        break
      case EventType.TOOL_CALL_CHUNK:
        this.#lastCall = text(chunk.toolCallId) || this.#lastCall
        this.#calls.args(this.#start({ ...chunk, toolCallId: this.#lastCall }, out), text(chunk.delta), out)
        break
      case EventType.TOOL_CALL_END: {
        // It may be the only thing that is said of a call, but it begins no second one: it comes twice.
        const known = this.#calls.nameOf(this.#idOf(chunk)) !== undefined
        this.#calls.end(known ? this.#idOf(chunk) : this.#start(chunk, out), inputOf(chunk), undefined, out)
        break
      }
      case EventType.TOOL_CALL_RESULT:
        this.#result(chunk, out)
        break
      case EventType.STEP_STARTED:
      case EventType.STEP_FINISHED:
        this.#step(chunk, out)
        break
      case EventType.STATE_SNAPSHOT:
        if ('snapshot' in chunk)
          out.push({ type: EventType.STATE_SNAPSHOT, snapshot: chunk.snapshot } as BaseEvent)
        break
      case EventType.STATE_DELTA:
        if (Array.isArray(chunk.delta))
          out.push({ type: EventType.STATE_DELTA, delta: chunk.delta } as BaseEvent)
        break
      case EventType.CUSTOM:
        this.#custom(chunk, out)
        break
    }
    return out
  }

  close(): BaseEvent[] {
    const out: BaseEvent[] = []
    this.#endTurn(out)
    for (const stepName of this.#steps) out.push({ type: EventType.STEP_FINISHED, stepName } as BaseEvent)
    return out
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
      for (const interrupt of interrupts) this.#interrupt(interrupt)
    }
    if (finishReason === 'content_filter') throw agentError('content_refused')
  }

  /** A call of a client's tool is none: in AG-UI it is a call without a result. */
  #interrupt(interrupt: unknown): void {
    const { id, reason, metadata } = fieldsOf(interrupt)
    if (typeof id !== 'string' || typeof reason !== 'string') return
    if (reason === 'tanstack:client_tool_execution' || fieldsOf(metadata).kind === 'client_tool') return
    this.#options.onInterrupt(this.#withOwnIds(interrupt as Interrupt))
  }

  #thought(id: string, delta: string, out: BaseEvent[]): void {
    const before = out.length
    this.#items.thought(id, delta, undefined, out)
    if (out.length > before) this.#thoughts.set(id, text(fieldsOf(out.at(-1)).messageId))
  }

  #encrypted(chunk: Chunk, out: BaseEvent[]): void {
    const value = text(chunk.encryptedValue)
    const entity = text(chunk.entityId)
    if (value === '') return
    if (chunk.subtype === 'tool-call') {
      const toolCallId = this.#options.callIds.latest(entity)
      if (this.#calls.nameOf(toolCallId) !== undefined) out.push(encrypted('tool-call', toolCallId, value))
      return
    }
    const messageId = this.#thoughts.get(entity)
    if (messageId !== undefined) out.push(encrypted('message', messageId, value))
  }

  /** The id that the call of a chunk has here. */
  #idOf(chunk: Fields): string {
    return this.#options.callIds.latest(text(chunk.toolCallId))
  }

  /** The interrupt of a call that has another id here than in the stream, with that id. */
  #withOwnIds(interrupt: Interrupt): Interrupt {
    const given = interrupt.toolCallId
    if (given === undefined) return interrupt
    const toolCallId = this.#options.callIds.latest(given)
    const id = interrupt.id === approvalIdOf(given) ? approvalIdOf(toolCallId) : interrupt.id
    return { ...interrupt, id, toolCallId }
  }

  /** Opens the call of a chunk, unless it is open or waits in the history. Returns its id. */
  #start(chunk: Chunk, out: BaseEvent[]): string {
    const given = text(chunk.toolCallId)
    const latest = this.#options.callIds.latest(given)
    const { tanstack } = fieldsOf(chunk.metadata)
    const names = [chunk.toolCallName, chunk.toolName, fieldsOf(tanstack).toolCallName]
    const name = names.map(text).find((one) => one !== '')
    if (given === '' || name === undefined) return latest
    if (this.#history.has(latest) && !this.#historyAnswered.has(latest)) return latest
    // A call that has its result is over: one of the same id is another.
    if (this.#calls.nameOf(latest) !== undefined && !this.#calls.isAnswered(latest)) return latest
    const toolCallId = this.#options.callIds.begin(given)
    this.#items.endThoughts(out)
    this.#calls.start(toolCallId, name, this.#items.parentMessageId, out)
    return toolCallId
  }

  #result(chunk: Chunk, out: BaseEvent[]): void {
    const toolCallId = this.#idOf(chunk)
    const output = chunk.content ?? chunk.result
    if (toolCallId === '' || output === undefined || fieldsOf(parsed(output)).pendingExecution === true)
      return
    const name = this.#calls.nameOf(toolCallId)
    if (name === undefined) {
      if (this.#historyAnswered.has(toolCallId)) return
      this.#historyAnswered.add(toolCallId)
    }
    const changes = name === undefined ? [] : this.#state.of(name, parsed(output))
    const content = resultContent(fromTanStackContent(parsed(output)))
    // Text that is JSON stays as the tool wrote it.
    this.#calls.answer(toolCallId, typeof content === 'string' ? resultText(output) : content, changes, out)
  }

  #step(chunk: Chunk, out: BaseEvent[]): void {
    const stepName = text(chunk.stepName)
    if (stepName === '') return
    if (chunk.type === EventType.STEP_STARTED) {
      if (this.#steps.has(stepName)) return
      this.#steps.add(stepName)
    } else if (!this.#steps.delete(stepName)) return
    out.push({ type: chunk.type, stepName } as BaseEvent)
  }

  #custom({ name, value = null }: Chunk, out: BaseEvent[]): void {
    if (typeof name !== 'string' || name === 'tool-input-available') return
    if (name !== 'approval-requested') {
      out.push({ type: EventType.CUSTOM, name, value } as BaseEvent)
      return
    }
    // How TanStack AI asked before it had interrupts.
    const { toolCallId, toolName, input, approval } = fieldsOf(value)
    const id = text(fieldsOf(approval).id) || approvalIdOf(text(toolCallId))
    this.#calls.end(
      this.#start({ type: EventType.TOOL_CALL_START, toolCallId, toolName }, out),
      input,
      undefined,
      out,
    )
    this.#options.onInterrupt(
      this.#withOwnIds({
        id,
        reason: 'tool_call',
        message: `Approval required to run ${text(toolName)}`,
        ...(typeof toolCallId === 'string' && { toolCallId }),
        metadata: { kind: 'approval', toolName, input },
      }),
    )
  }
}

function toError({ message, code, error }: Chunk): Error {
  const inner = fieldsOf(error)
  const said = text(message) || text(inner.message) || 'The stream reported an error'
  const given = code ?? inner.code
  const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given
  return Object.assign(new Error(said), number !== undefined && { code: number })
}

function inputOf(chunk: Chunk): unknown {
  const { tanstack } = fieldsOf(chunk.metadata)
  return chunk.input ?? fieldsOf(tanstack).input
}

function parsed(output: unknown): unknown {
  if (typeof output !== 'string') return output
  try {
    return JSON.parse(output)
  } catch {
    return output
  }
}

type Fields = Readonly<Record<string, unknown>>

function isChunk(value: unknown): value is Chunk {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
