import type { ContentPart, EventOf, Message, RunAgentInput, WireEvent } from './events.ts'

type Outcome = NonNullable<EventOf<'RUN_FINISHED'>['outcome']>
type SubagentOutcome = NonNullable<EventOf<'SUBAGENT_FINISHED'>['outcome']>

/**
 * Whether clients of AG-UI 0.x reject the event in its 1.0 form and need the legacy form. Called once for each event;
 * cheap for the frequent types.
 */
export function needsLegacyWire(event: WireEvent): boolean {
  switch (event.type) {
    case 'RUN_STARTED':
    case 'RUN_FINISHED':
    case 'SUBAGENT_FINISHED':
    case 'TOOL_CALL_RESULT':
    case 'MESSAGES_SNAPSHOT':
      return toLegacyWire(event) !== event
    default:
      return false
  }
}

/**
 * The legacy form of an event; the same object if the 0.x clients accept it. They know no outcome `cancelled`, no
 * additional members of an outcome, only text as a tool result and no `file` source, and require `tools` and
 * `context` in every input.
 */
export function toLegacyWire(event: WireEvent): WireEvent {
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

/** Sets a field of an object, or removes it for `undefined`. Returns the same object if nothing changes. */
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
  // Both may be absent in 1.0, although its types require them.
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

/** Text parts unchanged, media parts as a line of text. */
function described(part: ContentPart): string {
  if (part.type === 'text') return part.text
  return part.source.type === 'data'
    ? `[${part.type}: ${part.source.mimeType}]`
    : `[${part.type}: ${part.source.value}]`
}
