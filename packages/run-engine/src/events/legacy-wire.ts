import type { ContentPart, EventOf, Message, RunAgentInput, WireEvent } from './events.ts'

type Outcome = NonNullable<EventOf<'RUN_FINISHED'>['outcome']>
type SubagentOutcome = NonNullable<EventOf<'SUBAGENT_FINISHED'>['outcome']>

/**
 * Whether a client of AG-UI 0.x would refuse the event as AG-UI 1.0 writes it, so that it must be sent its
 * legacy spelling. Asked once for each event that is kept; costs next to nothing for the frequent types.
 */
export function needsLegacySpelling(event: WireEvent): boolean {
  switch (event.type) {
    case 'RUN_STARTED':
    case 'RUN_FINISHED':
    case 'SUBAGENT_FINISHED':
    case 'TOOL_CALL_RESULT':
    case 'MESSAGES_SNAPSHOT':
      return toLegacySpelling(event) !== event
    default:
      return false
  }
}

/**
 * The event as clients of AG-UI 0.x read it; the very same one where they read it as it is. They know no
 * outcome `cancelled` and no members of an outcome beside those of their own, only text as a tool's result,
 * no `file` source, and want `tools` and `context` in every input.
 */
export function toLegacySpelling(event: WireEvent): WireEvent {
  switch (event.type) {
    case 'RUN_STARTED':
      return withField(event, 'input', event.input && legacyInput(event.input))
    case 'RUN_FINISHED':
      return withField(event, 'outcome', event.outcome && legacyOutcome(event.outcome))
    case 'SUBAGENT_FINISHED':
      return withField(event, 'outcome', event.outcome && legacySubagentOutcome(event.outcome))
    case 'TOOL_CALL_RESULT':
      return withField(event, 'content', asText(event.content))
    case 'MESSAGES_SNAPSHOT':
      return withField(event, 'messages', legacyList(event.messages, legacyMessage))
    default:
      return event
  }
}

/**
 * The object with this value in this field, or without the field; the very same one if that changes nothing.
 */
function withField<T extends object, K extends keyof T>(object: T, key: K, value: T[K] | undefined): T {
  if (object[key] === value) return object
  const copy = { ...object }
  if (value === undefined) delete copy[key]
  else copy[key] = value
  return copy
}

function legacyList<T>(items: T[], convert: (item: T) => T): T[] {
  const converted = items.map(convert)
  return converted.every((item, index) => item === items[index]) ? items : converted
}

function legacyOutcome(outcome: Outcome): Outcome | undefined {
  switch (outcome.type) {
    case 'cancelled':
      return undefined
    case 'success':
      return only(outcome, ['type'])
    case 'interrupt':
      return only(outcome, ['type', 'interrupts'])
  }
}

function legacySubagentOutcome(outcome: SubagentOutcome): SubagentOutcome {
  return only(outcome, outcome.type === 'success' ? ['type'] : ['type', 'interruptIds'])
}

function only<T extends object>(object: T, keys: readonly string[]): T {
  const surplus = Object.entries(object).filter(([key, value]) => value !== undefined && !keys.includes(key))
  if (surplus.length === 0) return object
  const copy = { ...object }
  for (const [key] of surplus) Reflect.deleteProperty(copy, key)
  return copy
}

function legacyInput(input: RunAgentInput): RunAgentInput {
  const messages = legacyList(input.messages, legacyMessage)
  // Both may be absent on the wire of 1.0, though its types say otherwise.
  const { tools, context }: Partial<RunAgentInput> = input
  if (messages === input.messages && tools !== undefined && context !== undefined) return input
  return { ...input, messages, tools: tools ?? [], context: context ?? [] }
}

function legacyMessage(message: Message): Message {
  switch (message.role) {
    case 'tool':
      return withField(message, 'content', asText(message.content))
    case 'user':
      return typeof message.content === 'string'
        ? message
        : withField(message, 'content', legacyList(message.content, legacyPart))
    default:
      return message
  }
}

function legacyPart(part: ContentPart): ContentPart {
  return part.type !== 'text' && part.source.type === 'file' ? { type: 'text', text: described(part) } : part
}

function asText(content: string | ContentPart[]): string {
  return typeof content === 'string' ? content : content.map(described).join('\n')
}

/** Text as it is, media by what can be said of them in a line. */
function described(part: ContentPart): string {
  if (part.type === 'text') return part.text
  return part.source.type === 'data'
    ? `[${part.type}: ${part.source.mimeType}]`
    : `[${part.type}: ${part.source.value}]`
}
