import type { ServerResponse } from 'node:http'
import { chatCalls, chatChunk, chatText, sse } from './provider-mock.ts'

/** A call of a tool: its arguments are the text of their JSON. */
export interface TestCall {
  readonly id: string
  readonly name: string
  readonly args: string
}

/** What an API says, written as its provider writes it. */
export interface TestApi {
  readonly name: string
  /** A model that is called by it. */
  readonly model: string
  /** Begins to say something, and stops there. */
  begin(response: ServerResponse, text: string): void
  /** Says something, to the end. */
  text(response: ServerResponse, text: string): void
  /** Calls a tool, and ends. */
  call(response: ServerResponse, call: TestCall): void
  /** Ends an answer in the middle because of what is in it. */
  refuse(response: ServerResponse): void
  /** Says in the middle of an answer that it is overloaded. */
  overload(response: ServerResponse, message: string): void
  /** The body of a failure. */
  failure(status: number, message: string): object
}

const end = (response: ServerResponse, ...events: unknown[]): void => {
  sse(response, ...events)
  response.end()
}

const OPENAI_CODES: Record<number, string> = { 401: 'invalid_api_key', 404: 'model_not_found' }

const openaiFailure = (status: number, message: string): object => ({
  error: { message, type: 'invalid_request_error', param: null, code: OPENAI_CODES[status] ?? null },
})

const chat: TestApi = {
  name: 'OpenAI chat completions',
  model: 'openai-compatible/test-model',
  begin: (response, text) => sse(response, chatChunk({ role: 'assistant', content: text })),
  text: chatText,
  call: chatCalls,
  refuse: (response) => end(response, chatChunk({ content: 'I' }), chatChunk({}, 'content_filter'), '[DONE]'),
  overload: (response, message) =>
    end(response, { error: { message, type: 'server_overloaded', code: 'server_overloaded' } }),
  failure: openaiFailure,
}

const made = { id: 'resp_1', object: 'response', created_at: 1, model: 'gpt-4o', output: [] }
const created = { type: 'response.created', response: { ...made, status: 'in_progress' } }
const usage = { input_tokens: 7, output_tokens: 3, total_tokens: 10 }
const completed = { type: 'response.completed', response: { ...made, status: 'completed', usage } }
const message = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] }
const begun = (text: string): object[] => [
  created,
  { type: 'response.output_item.added', output_index: 0, item: message },
  { type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: text },
]

const responses: TestApi = {
  name: 'OpenAI responses',
  model: 'openai/gpt-4o',
  begin: (response, text) => sse(response, ...begun(text)),
  text: (response, text) => {
    const item = {
      ...message,
      status: 'completed',
      content: [{ type: 'output_text', text, annotations: [] }],
    }
    end(response, ...begun(text), { type: 'response.output_item.done', output_index: 0, item }, completed)
  },
  call: (response, { id, name, args }) => {
    const item = { type: 'function_call', id: 'fc_1', call_id: id, name }
    end(
      response,
      created,
      { type: 'response.output_item.added', output_index: 0, item: { ...item, arguments: '' } },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 0, delta: args },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { ...item, arguments: args, status: 'completed' },
      },
      completed,
    )
  },
  refuse: (response) => {
    const why = { status: 'incomplete', incomplete_details: { reason: 'content_filter' }, usage }
    end(response, ...begun('I'), { type: 'response.incomplete', response: { ...made, ...why } })
  },
  overload: (response, text) => {
    const error = { type: 'server_error', code: 'server_overloaded', message: text, param: null }
    end(response, ...begun('I'), { type: 'error', sequence_number: 3, error })
  },
  failure: openaiFailure,
}

const ANTHROPIC_TYPES: Record<number, string> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

const claude = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [] }
const messageStart = {
  type: 'message_start',
  message: { ...claude, stop_reason: null, usage: { input_tokens: 7, output_tokens: 1 } },
}
const block = (content_block: object, delta: object): object[] => [
  { type: 'content_block_start', index: 0, content_block },
  { type: 'content_block_delta', index: 0, delta },
]
const said = (text: string): object[] => block({ type: 'text', text: '' }, { type: 'text_delta', text })
const stopped = (stop_reason: string): object[] => [
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 3 } },
  { type: 'message_stop' },
]

const anthropic: TestApi = {
  name: 'Anthropic messages',
  model: 'anthropic/claude-sonnet-4-5',
  begin: (response, text) => sse(response, messageStart, ...said(text)),
  text: (response, text) => end(response, messageStart, ...said(text), ...stopped('end_turn')),
  call: (response, { id, name, args }) => {
    const use = { type: 'tool_use', id, name, input: {} }
    const called = block(use, { type: 'input_json_delta', partial_json: args })
    end(response, messageStart, ...called, ...stopped('tool_use'))
  },
  refuse: (response) => end(response, messageStart, ...said('I'), ...stopped('refusal')),
  overload: (response, text) => {
    const error = { type: 'overloaded_error', message: text }
    end(response, messageStart, ...said('I'), { type: 'error', error })
  },
  failure: (status, text) => ({
    type: 'error',
    error: { type: ANTHROPIC_TYPES[status] ?? 'api_error', message: text },
  }),
}

const GOOGLE_STATUSES: Record<number, string> = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
}

const candidate = (parts: object[], finishReason?: string): object => ({
  candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
  usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3, totalTokenCount: 10 },
})
const googleFailure = (status: number, text: string): object => ({
  error: { code: status, message: text, status: GOOGLE_STATUSES[status] ?? 'UNKNOWN' },
})

const gemini: TestApi = {
  name: 'Gemini',
  model: 'google/gemini-2.5-flash',
  begin: (response, text) => sse(response, candidate([{ text }])),
  text: (response, text) => end(response, candidate([{ text }], 'STOP')),
  call: (response, { name, args }) =>
    end(response, candidate([{ functionCall: { name, args: JSON.parse(args) } }], 'STOP')),
  refuse: (response) => end(response, candidate([{ text: 'I' }], 'SAFETY')),
  overload: (response, text) => end(response, candidate([{ text: 'I' }]), googleFailure(503, text)),
  failure: googleFailure,
}

/** The four APIs that the providers of the documents speak. */
export const testApis: readonly TestApi[] = [chat, responses, anthropic, gemini]
