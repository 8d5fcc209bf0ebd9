import { type BaseEvent, EventType, type Interrupt } from '@ag-ui/client'
import { approvalIdOf } from '../approvals/approval-id.ts'
import type { CallIds } from '../call-ids/call-ids.ts'
import type { FilledConvertOptions } from '../convert/convert-options.ts'
import { encrypted, type OpenMessages } from '../convert/open-messages.ts'
import { resultContent, resultText } from '../convert/result-content.ts'
import { ToolCalls, toolResultEvent } from '../convert/tool-calls.ts'
import { type Fields, fieldsOf, text } from '../json/fields.ts'
import { tryParseJson } from '../json/try-parse-json.ts'
import { kindsBeside } from '../messages/approval-answers.ts'
import { openCallsIn, toResultId } from '../messages/tool-results.ts'
import { StateEvents } from '../state/state-events.ts'
import { decisionsOf } from './tanstack-approvals.ts'
import type { ConvertTanStackOptions } from './tanstack-options.ts'
import { fromTanStackContent } from './tanstack-parts.ts'

type Out = BaseEvent[]

/** The tool calls of a stream of TanStack AI: those of its model, and those that wait in the history. */
export class TanStackCalls {
  readonly #options: FilledConvertOptions
  readonly #input: ConvertTanStackOptions['input']
  readonly #items: OpenMessages
  readonly #ids: CallIds
  readonly #calls: ToolCalls
  readonly #state: StateEvents
  readonly #waiting: ReadonlySet<string>
  readonly #answered = new Set<string>()

  constructor(options: FilledConvertOptions, input: ConvertTanStackOptions['input'], items: OpenMessages) {
    this.#options = options
    this.#input = input
    this.#items = items
    this.#ids = options.callIds
    this.#calls = new ToolCalls(options.newId)
    this.#state = new StateEvents(options.state, options.maxStateBytes)
    this.#waiting = new Set(openCallsIn(input?.messages ?? []).map((call) => call.id))
  }

  /** The results of the calls that the human denied: TanStack AI leaves them to the client. */
  denials(): BaseEvent[] {
    if (this.#input === undefined) return []
    const decisions = decisionsOf(
      this.#input.messages,
      this.#input.resume ?? [],
      kindsBeside(this.#input.tools),
    )
    return [...decisions.values()].flatMap((decision) => {
      if (decision.approved) return []
      this.#answered.add(decision.toolCallId)
      return [toolResultEvent(toResultId(this.#options.newId()), decision.toolCallId, decision.content)]
    })
  }

  /** Opens the call of a chunk, unless it is open or waits in the history. Returns its id. */
  start(chunk: Fields, out: Out): string {
    const given = text(chunk.toolCallId)
    const latest = this.#ids.latest(given)
    const { toolCallName } = fieldsOf(fieldsOf(chunk.metadata).tanstack)
    const name = [chunk.toolCallName, chunk.toolName, toolCallName].map(text).find((one) => one !== '')
    if (given === '' || name === undefined) return latest
    if (this.#waiting.has(latest) && !this.#answered.has(latest)) return latest
    // A call that has its result is over: one of the same id is another.
    if (this.#calls.nameOf(latest) !== undefined && !this.#calls.isAnswered(latest)) return latest
    const toolCallId = this.#ids.begin(given)
    this.#items.endThoughts(out)
    this.#calls.start(toolCallId, name, this.#items.parentMessageId, out)
    return toolCallId
  }

  args(chunk: Fields, out: Out): void {
    this.#calls.args(this.#idOf(chunk), text(chunk.delta), out)
  }

  /** A whole call, or the end of one. It comes twice, so that it opens no call whose id is known. */
  end(chunk: Fields, out: Out): void {
    const known = this.#calls.nameOf(this.#idOf(chunk)) !== undefined
    const { input } = fieldsOf(fieldsOf(chunk.metadata).tanstack)
    this.#calls.end(known ? this.#idOf(chunk) : this.start(chunk, out), chunk.input ?? input, undefined, out)
  }

  endAll(out: Out): void {
    this.#calls.endAll(out)
  }

  result(chunk: Fields, out: Out): void {
    const toolCallId = this.#idOf(chunk)
    const output = chunk.content ?? chunk.result
    const read = tryParseJson(output)
    if (toolCallId === '' || output === undefined || fieldsOf(read).pendingExecution === true) return
    const name = this.#calls.nameOf(toolCallId)
    if (name === undefined) {
      if (this.#answered.has(toolCallId)) return
      this.#answered.add(toolCallId)
    }
    const changes = name === undefined ? [] : this.#state.of(name, read)
    const content = resultContent(fromTanStackContent(read))
    // Text that is JSON stays as the tool wrote it.
    this.#calls.answer(toolCallId, typeof content === 'string' ? resultText(output) : content, changes, out)
  }

  /** Keeps a provider's mark with a call of this stream. */
  mark(given: string, value: string, out: Out): void {
    const toolCallId = this.#ids.latest(given)
    if (this.#calls.nameOf(toolCallId) !== undefined) out.push(encrypted('tool-call', toolCallId, value))
  }

  /** Hands an interrupt on, with the id that its call has here. A call of a client's tool is none: it has no result, that is all. */
  interrupt(interrupt: Fields): void {
    const { id, reason, metadata, toolCallId: given } = interrupt
    if (typeof id !== 'string' || typeof reason !== 'string') return
    if (reason === 'tanstack:client_tool_execution' || fieldsOf(metadata).kind === 'client_tool') return
    const asked = interrupt as unknown as Interrupt
    if (typeof given !== 'string') return this.#options.onInterrupt(asked)
    const toolCallId = this.#ids.latest(given)
    const own = id === approvalIdOf(given) ? approvalIdOf(toolCallId) : id
    this.#options.onInterrupt({ ...asked, id: own, toolCallId })
  }

  /** How TanStack AI asked for an approval before it had interrupts. */
  approvalRequest(value: Fields, out: Out): void {
    const { toolCallId, toolName, input, approval } = value
    this.#calls.end(
      this.start({ type: EventType.TOOL_CALL_START, toolCallId, toolName }, out),
      input,
      undefined,
      out,
    )
    this.interrupt({
      id: text(fieldsOf(approval).id) || approvalIdOf(text(toolCallId)),
      reason: 'tool_call',
      message: `Approval required to run ${text(toolName)}`,
      ...(typeof toolCallId === 'string' && { toolCallId }),
      metadata: { kind: 'approval', toolName, input },
    })
  }

  /** The id that the call of a chunk has here. */
  #idOf(chunk: Fields): string {
    return this.#ids.latest(text(chunk.toolCallId))
  }
}
