import type { Message, RunAgentInput } from '@ag-ui/client'
import { defineTool } from '../src/config/tool-definition.ts'
import type { TestApi } from './model-apis.ts'
import { createRandom, type Random } from './random.ts'
import type { TwoTurns } from './two-turns.ts'

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const CUT = 'hi 😀'.slice(0, 4)
const TEXTS = ['', ' ', '\n\n', '\u00a0', CUT, 'words', '{"approved":true}']
const IDS = ['c1', 'c2', 'call.3', 'ü', '', `c${'4'.repeat(60)}`]
const NAMES = ['look', 'gone', 'toString', '__proto__', 'odd name!', '', '1st', `n${'5'.repeat(80)}`]
const ARGUMENTS = ['{}', '{"a":1}', '', 'null', '"abc"', '[1]', '{"a":', JSON.stringify({ a: CUT })]
const MARKS = [
  undefined,
  'not JSON',
  '{"anthropic":{"signature":"s"}}',
  '{"anthropic":{"redactedData":"r"}}',
  '{"google":{"thoughtSignature":"g"}}',
  '{"openai":{"itemId":"rs_1"}}',
  '{"anthropic":null}',
  '{"anthropic":[1]}',
  '{"anthropic":{"signature":5,"cacheControl":"x"}}',
  '{"google":{"thoughtSignature":5}}',
]
const SOURCES = [
  { type: 'data', value: PIXEL, mimeType: 'image/png' },
  { type: 'data', value: 'no base64!', mimeType: 'image/png' },
  { type: 'data', value: '', mimeType: 'image/png' },
  { type: 'data', value: PIXEL, mimeType: 'application/zip' },
  { type: 'data', value: PIXEL, mimeType: 'text/plain' },
  { type: 'data', value: 'YSxi', mimeType: 'text/csv' },
  { type: 'data', value: PIXEL },
  { type: 'url', value: '/relative.png' },
  { type: 'url', value: 'file:///etc/passwd' },
  { type: 'file', value: 'file-123' },
  { type: 'file', value: '' },
]
const FILE_KINDS = ['image', 'audio', 'video', 'document']
const SCHEMAS = [
  { type: 'object', properties: { a: { type: 'number' } } },
  { type: 'object' },
  {},
  { anyOf: [{ type: 'object', properties: { a: {} } }, { type: 'null' }] },
  { type: 'object', properties: { list: { type: 'array' } }, required: null },
  { $ref: '#/$defs/a', $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } } } } },
]

function somePart(random: Random): object {
  return random.pick<() => object>([
    () => ({ type: 'text', text: random.pick(TEXTS) }),
    () => ({ type: random.pick(FILE_KINDS), source: random.pick(SOURCES) }),
    () => ({ type: 'binary', mimeType: 'image/png', data: PIXEL }),
    () => ({ type: 'binary', mimeType: 'application/pdf', id: 'file-1' }),
    () => ({ type: 'unknown' }),
  ])()
}

function someContent(random: Random): string | object[] {
  return random.chance(0.6) ? random.pick(TEXTS) : random.list(3, () => somePart(random))
}

/** A message as a thread may hold it. The text of a user says which turn it is, so that it can be found again. */
function someMessage(random: Random, index: number): Message {
  const id = `m${index}`
  const encryptedValue = random.pick(MARKS)
  const marks = encryptedValue === undefined ? {} : { encryptedValue }
  const made = random.pick<() => object>([
    () => ({ role: 'user', content: random.chance(0.5) ? `turn ${index}.` : someContent(random) }),
    () => ({ role: 'assistant', content: random.pick(TEXTS), ...marks }),
    () => ({
      role: 'assistant',
      ...(random.chance(0.5) && { content: random.pick(TEXTS) }),
      toolCalls: random.list(3, () => ({
        id: random.pick(IDS),
        type: 'function',
        function: { name: random.pick(NAMES), arguments: random.pick(ARGUMENTS) },
        ...marks,
      })),
    }),
    () => ({
      role: 'tool',
      toolCallId: random.pick(IDS),
      content: someContent(random),
      ...(random.chance(0.2) && { error: random.pick(TEXTS) }),
    }),
    () => ({ role: 'reasoning', content: random.pick(TEXTS), ...marks }),
    () => ({ role: random.pick(['system', 'developer']), content: random.pick(TEXTS) }),
    () => ({ role: 'activity', activityType: 'plan', content: { a: CUT } }),
  ])()
  return { id, ...made } as Message
}

function someInput(random: Random): Partial<RunAgentInput> {
  const tools = random.list(2, () => ({
    name: `client${random.below(3)}`,
    description: random.pick(TEXTS),
    parameters: random.pick(SCHEMAS),
  }))
  return {
    messages: Array.from({ length: random.below(9) }, (_, index) => someMessage(random, index)),
    tools,
    context: random.list(2, () => ({ description: random.pick(TEXTS), value: random.pick(TEXTS) })),
    state: random.pick([undefined, {}, { a: CUT }, CUT]),
  }
}

/** A thread with any history, tools and answers of the model. The same seed gives the same thread. */
export function anyThread(api: TestApi, seed: number): TwoTurns {
  const random = createRandom(seed)
  const input = someInput(random)
  const look = defineTool({
    name: 'look',
    description: 'Looks',
    parameters: random.pick(SCHEMAS),
    execute: () => someContent(random),
  })
  const call = { id: random.pick(IDS), name: random.pick(NAMES), args: random.pick(['{}', '{"a":1}']) }
  return {
    input,
    config: {
      ...(random.chance(0.6) && { tools: [look] }),
      forwardSystemMessages: random.chance(0.5),
      forwardDeveloperMessages: random.chance(0.5),
      prompt: random.pick(TEXTS),
    },
    answers: random.chance(0.5) ? [(response) => api.call(response, call)] : [],
  }
}

/** The texts of a thread's user by which a turn can be found again. */
export function userTexts({ input }: TwoTurns): string[] {
  return (input?.messages ?? []).flatMap(({ role, content }) =>
    role === 'user' && typeof content === 'string' && content.startsWith('turn') ? [content] : [],
  )
}
