import {
  type BaseEvent,
  EventType,
  type Message,
  type RunAgentInput,
  type ToolCallResultEvent,
} from '@ag-ui/client'
import { orAborted } from '../abort/or-aborted.ts'
import { resumeContent } from '../approvals/read-approval.ts'
import type { BuiltInAgentFactoryConfig, BuiltInAgentFactoryContext } from '../config/configuration.ts'
import { convertAISDKStream } from '../convert/convert-ai-sdk-stream.ts'
import { toolResultEvent } from '../convert/tool-calls.ts'
import { AgentError } from '../errors/agent-error.ts'
import { approvalAnswersIn, kindsBeside, withoutRepeatedAnswers } from '../messages/approval-answers.ts'
import { withAttachedAnswers } from '../messages/attached-answers.ts'
import { openCallsIn, type ToolCall, toResultId } from '../messages/tool-results.ts'
import { convertTanStackStream } from '../tanstack/convert-tanstack-stream.ts'
import type { ConvertTanStackOptions } from '../tanstack/tanstack-options.ts'
import { factoryWork } from './factory-context.ts'
import type { RunReport } from './run-report.ts'

/** The inputs of one run of a factory. */
export interface FactoryRun {
  readonly config: BuiltInAgentFactoryConfig
  readonly input: RunAgentInput
  readonly controller: AbortController
  readonly report: RunReport
}

/** One run of a factory: the events between its start and its ending. */
export async function* factoryRun(run: FactoryRun): AsyncGenerator<BaseEvent, void, undefined> {
  const { config, controller } = run
  const { messages, answers, decided } =
    config.type === 'custom' ? { messages: run.input.messages, answers: [], decided: [] } : resumed(run.input)
  for (const { id, toolCallId, content } of answers) yield toolResultEvent(id, toolCallId, content)
  const input = { ...run.input, messages: [...messages, ...answers] }
  const { context, leave, hasAsked } = factoryWork(controller, input)
  const open = new Map(decided.map((call) => [call.id, call]))
  try {
    for await (const event of eventsOf({ ...run, input: { ...run.input, messages } }, context)) {
      if (event.type === EventType.TOOL_CALL_RESULT) open.delete((event as ToolCallResultEvent).toolCallId)
      yield event
    }
    const [dropped] = open.values()
    const isOver = controller.signal.aborted || hasAsked()
    if (config.type === 'aisdk' && dropped !== undefined && !isOver) throw droppedDecision(dropped)
  } finally {
    leave()
  }
}

/** A decision that the factory did not pass on: the call was neither executed nor denied, and the model asks for it again. */
function droppedDecision({ id, function: { name } }: ToolCall): AgentError {
  const what = `The decision about the call '${id}' of the tool '${name}' was not carried out`
  const add =
    'give streamText() the messages convertMessagesToVercelAISDKMessages(input.messages, { resume: input.resume }) and the tool'
  return new AgentError('invalid_configuration', `${what}. In the factory, ${add} '${name}'`)
}

async function* eventsOf(
  { config, input, controller: { signal }, report }: FactoryRun,
  context: BuiltInAgentFactoryContext,
): AsyncGenerator<BaseEvent, void, undefined> {
  const options: ConvertTanStackOptions = {
    signal,
    state: input.state,
    input,
    onInterrupt: (interrupt) => report.interrupt(interrupt),
    onUsage: (usage) => report.use(usage),
    onFinish: (reason) => report.finish(reason),
  }
  switch (config.type) {
    case 'custom':
      yield* await made(() => config.factory(context), signal)
      break
    case 'aisdk': {
      const { fullStream } = await made(() => config.factory(context), signal)
      yield* convertAISDKStream(fullStream, options)
      break
    }
    case 'tanstack':
      yield* convertTanStackStream(await made(() => config.factory(context), signal), options)
      break
  }
}

/** What a factory returns, also asynchronously, or throws. */
function made<Made>(make: () => Made | Promise<Made>, signal: AbortSignal): Promise<Made> {
  return orAborted((async () => make())(), signal)
}

type ToolMessage = Extract<Message, { role: 'tool' }> & { content: string }

/**
 * The user's answers to open tool calls, as their results, and the messages without repetitions of them. Answers to approvals
 * are attached to the calls: they belong to the code that executes these.
 */
function resumed({ messages: given, resume = [], tools }: RunAgentInput): {
  messages: Message[]
  answers: ToolMessage[]
  /** The calls that a human approved or denied. */
  decided: ToolCall[]
} {
  const kindOf = kindsBeside(tools)
  const messages = withoutRepeatedAnswers(given, resume, kindOf)
  const approvals = approvalAnswersIn(messages, resume, kindOf)
  const open = new Set(openCallsIn(messages).flatMap((call) => (approvals.has(call) ? [] : [call.id])))
  const answers = resume.flatMap((entry): ToolMessage[] => {
    if (!open.delete(entry.interruptId)) return []
    return [
      {
        id: toResultId(crypto.randomUUID()),
        role: 'tool',
        toolCallId: entry.interruptId,
        content: resumeContent(entry),
      },
    ]
  })
  return { messages: withAttachedAnswers(messages, approvals), answers, decided: [...approvals.keys()] }
}
