import type { BaseEvent, Message, RunAgentInput } from '@ag-ui/client'
import type { ToolSet } from 'ai'
import { toolResultEvent } from '../convert/tool-calls.ts'
import { type KindOfTool, withoutRepeatedAnswers } from '../messages/approval-answers.ts'
import { type ModelMessageOptions, toModelMessages } from '../messages/convert-messages.ts'
import type { ResultOutput } from '../messages/result-parts.ts'
import { toResultId } from '../messages/tool-results.ts'
import { StateEvents } from '../state/state-events.ts'
import { resolveOpenCalls } from './resolve-open-calls.ts'

/** What resuming a conversation needs. */
export interface ResumeOptions {
  readonly sdk: typeof import('ai')
  readonly input: RunAgentInput
  readonly tools: ToolSet
  readonly signal: AbortSignal
  readonly conversion: ModelMessageOptions
  /** Characters of JSON that the state may have. */
  readonly maxStateBytes: number | undefined
}

/** A conversation in which every call that the run answers has its result. */
export interface Resumed {
  readonly messages: readonly Message[]
  /** The outputs of approved tools for the model, by the id of the call. */
  readonly outputs: ReadonlyMap<string, ResultOutput>
}

/** Resolves the open calls that `resume` has answers for, and emits the results. */
export async function* resumeCalls(options: ResumeOptions): AsyncGenerator<BaseEvent, Resumed, undefined> {
  const { sdk, input, tools, signal, conversion } = options
  const state = new StateEvents(input.state, options.maxStateBytes)
  const results: Message[] = []
  const outputs = new Map<string, ResultOutput>()
  const { resume = [] } = input
  const messages = withoutRepeatedAnswers(input.messages, resume, kindsOf(tools))
  const answers = resolveOpenCalls(messages, resume, {
    tools,
    signal,
    messages: toModelMessages(messages, conversion),
    checkArguments: async (tool, given) => {
      const checked = await sdk.asSchema(tool.inputSchema).validate?.(given)
      if (checked?.success === false) throw checked.error
      return checked === undefined ? given : checked.value
    },
  })
  for await (const { toolCallId, toolName, content, output, modelOutput } of answers) {
    const id = toResultId(crypto.randomUUID())
    results.push({ id, role: 'tool', toolCallId, content })
    if (modelOutput !== undefined) outputs.set(toolCallId, modelOutput)
    yield* state.of(toolName, output)
    yield toolResultEvent(id, toolCallId, content)
  }
  return { messages: [...messages, ...results], outputs }
}

function kindsOf(tools: ToolSet): KindOfTool {
  return (name) => {
    const tool = Object.hasOwn(tools, name) ? tools[name] : undefined
    return tool?.execute !== undefined && tool.needsApproval ? 'approval' : 'question'
  }
}
