import type { Message, Tool } from '@ag-ui/client'
import { defineTool } from '../src/config/tool-definition.ts'
import type { TestApi } from './model-apis.ts'
import { calling, user } from './run-agent.ts'
import type { TwoTurns } from './two-turns.ts'

const CUT = 'hi 😀'.slice(0, 4)
const parameters = { type: 'object', properties: {} }
const call = { id: 'c1', name: 'look', args: '{}' }
const result: Message = { id: 't1', role: 'tool', toolCallId: 'c1', content: 'seen' }
const assistant = (content: string): Message => ({ id: crypto.randomUUID(), role: 'assistant', content })
const look = (give: () => unknown = () => 'seen') =>
  defineTool({ name: 'look', description: 'Looks', parameters, execute: give })
const clientTool = (schema: object): Tool => ({ name: 'look', description: 'Looks', parameters: schema })
const file = (type: string, source: object): Message => user([{ type, source }] as unknown as string)

/** What one turn can put into a thread that some provider refuses, in its smallest form, by kind. */
export const kinds: Record<string, (api: TestApi) => TwoTurns> = {
  'blank text': () => ({ input: { messages: [user('  '), assistant('\n'), user([]), user('hello')] } }),
  'arguments that are null': (api) => ({
    config: { tools: [look()] },
    answers: [(response) => api.call(response, { ...call, args: api.name === 'Gemini' ? '{}' : 'null' })],
  }),
  'stored arguments that are no object': () => ({
    input: { messages: [user('hello'), calling({ ...call, args: '"abc"' }), result] },
  }),
  'reasoning without a signature': () => ({
    input: {
      messages: [user('hello'), { id: 'r1', role: 'reasoning', content: 'think' }, calling(call), result],
    },
  }),
  'an activity between reasoning and its call': () => ({
    config: { providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } } },
    input: {
      messages: [
        user('hello'),
        { id: 'r1', role: 'reasoning', content: 'think', encryptedValue: '{"anthropic":{"signature":"s"}}' },
        { id: 'p1', role: 'activity', activityType: 'plan', content: {} },
        calling(call),
        result,
      ],
    },
  }),
  'a call of a model that does not think': () => ({
    config: { providerOptions: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } } },
    input: { messages: [user('hello'), calling(call), result] },
  }),
  'an error without words': (api) => ({
    config: {
      tools: [
        look(() => {
          throw new Error('')
        }),
      ],
    },
    answers: [(response) => api.call(response, call)],
  }),
  'a stored error that is a file': () => ({
    input: {
      messages: [
        user('hello'),
        calling(call),
        {
          ...result,
          error: 'failed',
          content: [{ type: 'image', source: { type: 'data', value: 'AAAA', mimeType: 'image/png' } }],
        } as Message,
      ],
    },
  }),
  'arguments that are nested too deep': () => ({
    input: {
      messages: [
        user('hello'),
        calling({ ...call, args: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}` }),
        result,
      ],
    },
  }),
  'a thought signature of another API': () => ({
    input: {
      messages: [
        user('hello'),
        {
          ...calling(call),
          toolCalls: [
            {
              id: 'c1',
              type: 'function',
              function: { name: 'look', arguments: '{}' },
              encryptedValue: '{"google":{"thoughtSignature":"S"}}',
            },
          ],
        } as Message,
        result,
      ],
    },
  }),
  'a tool schema without properties': () => ({ input: { tools: [clientTool({ type: 'object' })] } }),
  'a tool schema that is a union': () => ({
    input: { tools: [clientTool({ anyOf: [parameters, { type: 'null' }] })] },
  }),
  'half a surrogate pair in the history': () => ({ input: { messages: [user(CUT)] } }),
  'half a surrogate pair in a tool result': (api) => ({
    config: { tools: [look(() => CUT)] },
    answers: [(response) => api.call(response, call)],
  }),
  'an attachment of an unreadable type': () => ({
    input: {
      messages: [
        file('document', { type: 'data', mimeType: 'application/msword', value: 'AAAA' }),
        user('hello'),
      ],
    },
  }),
  'an attachment of text': () => ({
    input: { messages: [file('document', { type: 'data', mimeType: 'text/csv', value: 'YSxi' })] },
  }),
  'an attachment that is not base64': () => ({
    input: { messages: [file('image', { type: 'data', mimeType: 'image/png', value: 'no base64!' })] },
  }),
  'the id of an uploaded file': () => ({
    input: {
      messages: [
        file('document', { type: 'file', value: 'file-123', mimeType: 'application/pdf' }),
        user('hello'),
      ],
    },
  }),
  'a history that ends with the assistant': () => ({
    input: { messages: [user('hello'), assistant('Hi.')] },
  }),
  'a history that begins with the assistant': () => ({
    input: { messages: [assistant('Hi.'), user('hello')] },
  }),
  'a call of a tool named toString': (api) => ({
    config: { tools: [look()] },
    answers: [(response) => api.call(response, { ...call, name: 'toString' })],
  }),
  'calls, and no tool any more': () => ({
    input: { messages: [user('hello'), calling(call), result, user('thanks')] },
  }),
}
