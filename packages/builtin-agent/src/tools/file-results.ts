import type { JSONValue, ToolSet } from 'ai'
import {
  type FileFormat,
  isContentWithFiles,
  type ResultOutput,
  toResultOutput,
} from '../messages/result-parts.ts'

type Tell = (result: { toolCallId: string; input: unknown; output: unknown }) => Promise<ResultOutput>

/** Wraps tools so that the model sees the files that they return. */
export function withFileResults(tools: ToolSet, fileFormat: FileFormat): ToolSet {
  return Object.fromEntries(
    Object.entries(tools).map(([name, tool]) => [
      name,
      tool.execute === undefined ? tool : { ...tool, toModelOutput: telling(tool, fileFormat) },
    ]),
  )
}

function telling(tool: ToolSet[string], fileFormat: FileFormat): Tell {
  return async (result) => {
    const { output } = result
    if (isContentWithFiles(output)) return toResultOutput(output, fileFormat)
    if (tool.toModelOutput !== undefined) return tool.toModelOutput(result)
    return typeof output === 'string'
      ? { type: 'text', value: output }
      : { type: 'json', value: (output ?? null) as JSONValue }
  }
}
