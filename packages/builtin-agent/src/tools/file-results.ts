import type { JSONValue, ToolSet } from 'ai'
import {
  type FileFormat,
  isContentWithFiles,
  type ResultOutput,
  toResultOutput,
} from '../messages/result-parts.ts'

type Tell = (result: { toolCallId: string; input: unknown; output: unknown }) => Promise<ResultOutput>

/** The tools, so that a model is shown the files among the content that one returns. */
export function withFileResults(tools: ToolSet, spelling: FileFormat): ToolSet {
  return Object.fromEntries(
    Object.entries(tools).map(([name, tool]) => [
      name,
      tool.execute === undefined ? tool : { ...tool, toModelOutput: telling(tool, spelling) },
    ]),
  )
}

function telling(tool: ToolSet[string], spelling: FileFormat): Tell {
  return async (result) => {
    const { output } = result
    if (isContentWithFiles(output)) return toResultOutput(output, spelling)
    if (tool.toModelOutput !== undefined) return tool.toModelOutput(result)
    return typeof output === 'string'
      ? { type: 'text', value: output }
      : { type: 'json', value: (output ?? null) as JSONValue }
  }
}
