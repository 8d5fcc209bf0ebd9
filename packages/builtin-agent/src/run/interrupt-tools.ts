import type { Interrupt } from '@ag-ui/client'
import type { ToolDefinition } from '../config/tool-definition.ts'
import type { RunReport } from './run-report.ts'

/** Passes a stream of the AI SDK on, and reports each call of a tool that is an interrupt. */
export async function* reportInterrupts(
  stream: AsyncIterable<unknown>,
  tools: readonly ToolDefinition[],
  report: RunReport,
): AsyncGenerator<unknown, void, undefined> {
  const questions = new Map(tools.filter((tool) => tool.interrupt).map((tool) => [tool.name, tool]))
  for await (const part of stream) {
    const call = part as { type?: unknown; toolCallId?: unknown; toolName?: unknown; invalid?: unknown }
    if (call.type === 'tool-call' && call.invalid !== true) {
      const tool = questions.get(String(call.toolName))
      if (tool !== undefined) report.interrupt(question(tool, String(call.toolCallId)))
    }
    yield part
  }
}

/** The approval request with the reason and message of the tool's definition. */
export function withWording(interrupt: Interrupt, tools: readonly ToolDefinition[]): Interrupt {
  const tool = tools.find((one) => one.name === interrupt.metadata?.toolName)
  return {
    ...interrupt,
    ...(tool?.interruptReason !== undefined && { reason: tool.interruptReason }),
    ...(tool?.interruptMessage !== undefined && { message: tool.interruptMessage }),
  }
}

function question(tool: ToolDefinition, toolCallId: string): Interrupt {
  return {
    id: toolCallId,
    toolCallId,
    reason: tool.interruptReason ?? 'tool_call',
    ...(tool.interruptMessage !== undefined && { message: tool.interruptMessage }),
    metadata: { toolName: tool.name },
  }
}
