import { fieldsOf, isRecord } from '../json/fields.ts'
import { mapPromptParts, type PromptMessage, type PromptPart, partsOf } from './prompt-types.ts'
import type { PromptTarget } from './provider-api.ts'
import type { ToolNames } from './tool-names.ts'

/** The ids that every provider accepts. */
const VALID_ID = /^[a-zA-Z0-9_-]{1,40}$/

/** How tool calls are written for a model. */
export interface ToolCallOptions extends Pick<PromptTarget, 'api' | 'isGemini3' | 'isMistral'> {
  readonly names: ToolNames
}

/**
 * Writes the tool calls of a prompt and their results so that every provider accepts them: the input is an object, names and
 * ids have permitted characters and lengths, and no two calls have the same id.
 */
export function fitToolCalls(
  given: readonly PromptMessage[],
  { api, isGemini3, isMistral, names }: ToolCallOptions,
): PromptMessage[] {
  const taken = new Set<string>()
  const ids = new Map<string, string>()
  const prompt = isGemini3 && api === 'chat' ? given.map(withSignature) : given
  return mapPromptParts(prompt, (part) => {
    if (part.type === 'tool-call') {
      const given = String(part.toolCallId)
      const id = isMistral ? toMistralId(given, taken) : unusedId(given, taken)
      taken.add(id)
      ids.set(given, id)
      return [{ ...part, toolCallId: id, toolName: names.sent(part.toolName), input: toInput(part.input) }]
    }
    if (part.type !== 'tool-result') return [part]
    const id = ids.get(String(part.toolCallId))
    return [{ ...part, ...(id !== undefined && { toolCallId: id }), toolName: names.sent(part.toolName) }]
  })
}

/** The value that Google documents for calls of another model, which have no signature. Its own package adds it. */
const NO_SIGNATURE = { google: { thoughtSignature: 'skip_thought_signature_validator' } }

/** A message whose first tool call has a thought signature. Gemini signs the first of several calls only. */
function withSignature(message: PromptMessage): PromptMessage {
  const calls = partsOf(message).filter(({ type }) => type === 'tool-call')
  if (calls.some(isSigned)) return message
  const content = partsOf(message).map((part) =>
    part === calls[0]
      ? { ...part, providerOptions: { ...fieldsOf(part.providerOptions), ...NO_SIGNATURE } }
      : part,
  )
  return calls.length === 0 ? message : { ...message, content }
}

function isSigned({ providerOptions }: PromptPart): boolean {
  return fieldsOf(fieldsOf(providerOptions).google).thoughtSignature !== undefined
}

/** Levels that the arguments of a call may be nested. Writing deeper ones as JSON would exceed the stack. */
const MAX_DEPTH = 500

function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return depth === 0 || Object.values(value).some((member) => isDeeper(member, depth - 1))
}

/** What a model wrote in place of an object counts as no arguments, and so does what is nested too deep. */
export function toInput(input: unknown): object {
  return isRecord(input) && !isDeeper(input, MAX_DEPTH) ? input : {}
}

const MISTRAL_ID = /^[a-zA-Z0-9]{9}$/

/** An id as Mistral accepts it. It is the same in each request, so that prompts can be cached. */
function toMistralId(given: string, taken: ReadonlySet<string>): string {
  let id = given
  for (let salt = 0; !MISTRAL_ID.test(id) || taken.has(id); salt += 1) id = hash9(`${given}${salt || ''}`)
  return id
}

/** Nine letters and digits that follow from a text. */
function hash9(text: string): string {
  let hash = 7n
  for (const char of text) hash = (hash * 131n + BigInt(char.codePointAt(0) ?? 0)) % 36n ** 9n
  return hash.toString(36).padStart(9, '0')
}

function unusedId(given: string, taken: ReadonlySet<string>): string {
  const base = VALID_ID.test(given) ? given : given.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 40) || 'call'
  if (!taken.has(base)) return base
  for (let count = 2; ; count += 1) {
    const suffix = `_${count}`
    const id = base.slice(0, 40 - suffix.length) + suffix
    if (!taken.has(id)) return id
  }
}
