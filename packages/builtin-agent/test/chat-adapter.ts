import type { ModelMessage, TextOptions, Tool } from '@tanstack/ai'
import { BaseTextAdapter, type StructuredOutputResult } from '@tanstack/ai/adapters'

type Modalities = ['text']
type Metadata = { text: unknown; image: unknown; audio: unknown; video: unknown; document: unknown }
type Chunk = ReturnType<BaseTextAdapter<string, object, Modalities, Metadata>['chatStream']>

interface Delta {
  choices: {
    delta: {
      content?: string | null
      tool_calls?: { index: number; id?: string; function: { name?: string; arguments?: string } }[]
    }
    finish_reason: string | null
  }[]
  usage?: { prompt_tokens: number; completion_tokens: number; total_tokens: number }
}

/** An adapter of TanStack AI for OpenAI's chat completions, with the chunks that its own adapters give. */
export class TestChatAdapter extends BaseTextAdapter<string, object, Modalities, Metadata> {
  readonly name = 'test'
  readonly #baseURL: string

  constructor(baseURL: string) {
    super(undefined, 'gpt-4o-mini')
    this.#baseURL = baseURL
  }

  async *chatStream(options: TextOptions<object>): Chunk {
    const { threadId = 'inner', runId = 'inner', model, request } = options
    yield { type: 'RUN_STARTED', threadId, runId } as never
    const response = await fetch(`${this.#baseURL}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
      body: JSON.stringify({
        model,
        stream: true,
        stream_options: { include_usage: true },
        messages: options.messages.map(toOpenAI),
        ...(options.tools?.length && { tools: options.tools.map(toOpenAITool) }),
      }),
      signal: request?.signal ?? null,
    })
    if (!response.ok) {
      const { error } = (await response.json()) as { error: { message: string; code: string } }
      yield { type: 'RUN_ERROR', message: error.message, code: error.code } as never
      return
    }
    const calls = new Map<number, { id: string; name: string; args: string }>()
    // The same id in every turn, as some providers have it.
    const messageId = 'msg-0'
    let said = false
    let finishReason: string | null = null
    let usage: object | undefined
    for await (const { choices, usage: counts } of deltasOf(response)) {
      if (counts) {
        usage = {
          promptTokens: counts.prompt_tokens,
          completionTokens: counts.completion_tokens,
          totalTokens: counts.total_tokens,
        }
      }
      for (const { delta, finish_reason } of choices) {
        finishReason = finish_reason ?? finishReason
        if (delta.content) {
          if (!said) yield { type: 'TEXT_MESSAGE_START', messageId, role: 'assistant' } as never
          said = true
          yield { type: 'TEXT_MESSAGE_CONTENT', messageId, delta: delta.content } as never
        }
        for (const { index, id, function: called } of delta.tool_calls ?? []) {
          let call = calls.get(index)
          if (!call) {
            call = { id: id ?? '', name: called.name ?? '', args: '' }
            calls.set(index, call)
            yield { type: 'TOOL_CALL_START', toolCallId: call.id, toolCallName: call.name, index } as never
          }
          if (!called.arguments) continue
          call.args += called.arguments
          yield { type: 'TOOL_CALL_ARGS', toolCallId: call.id, delta: called.arguments } as never
        }
      }
    }
    if (said) yield { type: 'TEXT_MESSAGE_END', messageId } as never
    for (const { id, name, args } of calls.values()) {
      const input: unknown = JSON.parse(args || '{}')
      yield { type: 'TOOL_CALL_END', toolCallId: id, toolCallName: name, input } as never
    }
    if (finishReason) yield { type: 'RUN_FINISHED', threadId, runId, finishReason, usage } as never
  }

  structuredOutput(): Promise<StructuredOutputResult<unknown>> {
    return Promise.reject(new Error('Not in these tests'))
  }
}

async function* deltasOf(response: Response): AsyncGenerator<Delta> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('data: {')) yield JSON.parse(line.slice('data: '.length)) as Delta
    }
  }
}

function toOpenAI({ role, content, toolCalls, toolCallId }: ModelMessage): object {
  return {
    role,
    content,
    ...(toolCalls && {
      tool_calls: toolCalls.map(({ id, type, function: called }) => ({ id, type, function: called })),
    }),
    ...(toolCallId && { tool_call_id: toolCallId }),
  }
}

function toOpenAITool({ name, description, inputSchema }: Tool): object {
  return { type: 'function', function: { name, description, parameters: inputSchema } }
}
