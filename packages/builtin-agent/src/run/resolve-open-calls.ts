import type { ContentPart, Message, ResumeEntry } from '@ag-ui/client'
import type { ModelMessage, ToolSet } from 'ai'
import { orAborted } from '../abort/or-aborted.ts'
import { approvalIdOf } from '../approvals/approval-id.ts'
import { denialContent, readApproval, resumeContent } from '../approvals/read-approval.ts'
import { errorContent, resultContent } from '../convert/result-content.ts'
import type { ResultOutput } from '../messages/result-parts.ts'
import { openCallsIn, type ToolCall } from '../messages/tool-results.ts'
import { lastValueOf } from '../tools/last-value.ts'

/** The result of a call that was open when the run started. */
export interface ResolvedCall {
  readonly toolCallId: string
  readonly toolName: string
  readonly content: string | ContentPart[]
  /** What an approved tool returned. */
  readonly output?: unknown
  /** The output for the model. @default the content */
  readonly modelOutput?: ResultOutput
}

/** What resolving a call needs. */
export interface ResolveOptions {
  readonly tools: ToolSet
  readonly messages: ModelMessage[]
  readonly signal: AbortSignal
  /** Checks the arguments of a call as the AI SDK does. Throws what is wrong with them. */
  readonly checkArguments: (tool: ToolSet[string], input: unknown) => Promise<unknown>
}

/**
 * Resolves the open calls of a history that `resume` has answers for: an approved call is executed now, any other takes
 * the resume answer as its result. An entry for a call that already has a result, or that is not in the history, does
 * nothing, so no approval is used twice.
 */
export async function* resolveOpenCalls(
  history: readonly Message[],
  resume: readonly ResumeEntry[],
  options: ResolveOptions,
): AsyncGenerator<ResolvedCall, void, undefined> {
  const answered = new Set<ToolCall>()
  const open = new Map<string, ToolCall>()
  for (const call of openCallsIn(history)) open.set(call.id, call).set(approvalIdOf(call.id), call)
  for (const entry of resume) {
    const call = open.get(entry.interruptId)
    if (call === undefined || answered.has(call)) continue
    answered.add(call)
    yield { toolCallId: call.id, toolName: call.function.name, ...(await answer(call, entry, options)) }
  }
}

type Outcome = Omit<ResolvedCall, 'toolCallId' | 'toolName'>

async function answer(call: ToolCall, entry: ResumeEntry, options: ResolveOptions): Promise<Outcome> {
  const { name } = call.function
  const tool = Object.hasOwn(options.tools, name) ? options.tools[name] : undefined
  if (tool?.execute === undefined || !tool.needsApproval) return { content: resumeContent(entry) }
  const approval = readApproval(entry)
  if (approval.approved) return carryOut(call, approval.editedArgs, tool, options)
  return { content: denialContent(approval.reason) }
}

async function carryOut(
  call: ToolCall,
  editedArgs: unknown,
  tool: ToolSet[string],
  options: ResolveOptions,
): Promise<Outcome> {
  const { messages, signal } = options
  try {
    const input = await options.checkArguments(
      tool,
      editedArgs ?? JSON.parse(call.function.arguments || '{}'),
    )
    const execute = tool.execute as ExecuteTool
    const work = async (): Promise<unknown> =>
      lastValueOf(await execute(input, { toolCallId: call.id, messages, abortSignal: signal }), signal)
    const output = await orAborted(work(), signal)
    const modelOutput = await tool.toModelOutput?.({ toolCallId: call.id, input, output })
    return { content: resultContent(output), output, ...(modelOutput !== undefined && { modelOutput }) }
  } catch (error) {
    signal.throwIfAborted()
    return { content: errorContent(error) }
  }
}

type ExecuteTool = (
  input: unknown,
  options: { toolCallId: string; messages: ModelMessage[]; abortSignal: AbortSignal },
) => unknown
