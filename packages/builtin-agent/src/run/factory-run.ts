import type { BaseEvent, Interrupt, Message, ResumeEntry, RunAgentInput } from '@ag-ui/client'
import type { BuiltInAgentFactoryConfig, BuiltInAgentFactoryContext } from '../configuration.ts'
import { convertAISDKStream } from '../convert/convert-ai-sdk-stream.ts'
import { toolResult } from '../convert/tool-calls.ts'
import { InterruptSignal } from '../interrupt-signal.ts'
import { openCallsIn } from '../messages/tool-answers.ts'
import { type ConvertTanStackOptions, convertTanStackStream } from '../tanstack/convert-tanstack-stream.ts'
import { orAborted } from './or-aborted.ts'
import { answerContent } from './read-approval.ts'
import type { RunReport } from './run-report.ts'

/** What one run of a factory works with. */
export interface FactoryRun {
  readonly config: BuiltInAgentFactoryConfig
  readonly input: RunAgentInput
  readonly controller: AbortController
  readonly report: RunReport
}

/** One run of a factory: the events between its start and its ending. */
export async function* factoryRun(run: FactoryRun): AsyncGenerator<BaseEvent, void, undefined> {
  const { config, report } = run
  const { signal } = run.controller
  const options: ConvertTanStackOptions = {
    signal,
    state: run.input.state,
    input: run.input,
    onInterrupt: (interrupt) => report.interrupt(interrupt),
    onUsage: (usage) => report.use(usage),
  }
  if (config.type === 'custom') {
    yield* await orAborted(
      started(() => config.factory(contextOf(run, run.input))),
      signal,
    )
    return
  }
  const answers = answersFor(run.input)
  for (const { id, toolCallId, content } of answers) yield toolResult(id, toolCallId, content)
  const context = contextOf(run, { ...run.input, messages: [...run.input.messages, ...answers] })
  if (config.type === 'aisdk') {
    const { fullStream } = await orAborted(
      started(() => config.factory(context)),
      signal,
    )
    yield* convertAISDKStream(fullStream, options)
  } else {
    const stream = await orAborted(
      started(() => config.factory(context)),
      signal,
    )
    yield* convertTanStackStream(stream, options)
  }
}

async function started<Made>(make: () => Made | Promise<Made>): Promise<Made> {
  return make()
}

function contextOf(run: FactoryRun, input: RunAgentInput): BuiltInAgentFactoryContext {
  return {
    input,
    abortController: run.controller,
    abortSignal: run.controller.signal,
    interrupt: async (interrupts) => answered(interrupts, run.input.resume ?? []),
  }
}

function answered(interrupts: Interrupt[], resume: readonly ResumeEntry[]): ResumeEntry[] {
  const answers = interrupts.map(({ id }) => resume.find((entry) => entry.interruptId === id))
  const given = answers.filter((entry) => entry !== undefined)
  if (interrupts.length === 0 || given.length < interrupts.length) throw new InterruptSignal(interrupts)
  return given
}

type ToolMessage = Extract<Message, { role: 'tool' }> & { content: string }

/** The answers of a human to tool calls that are open, as their results. Approvals are left to whoever carries the calls out. */
function answersFor({ messages, resume }: RunAgentInput): ToolMessage[] {
  const open = new Set(openCallsIn(messages).map((call) => call.id))
  return (resume ?? []).flatMap((entry): ToolMessage[] => {
    if (!open.delete(entry.interruptId)) return []
    return [
      {
        id: crypto.randomUUID(),
        role: 'tool',
        toolCallId: entry.interruptId,
        content: answerContent(entry),
      },
    ]
  })
}
