import { isRecord } from '../json/fields.ts'
import type { PromptMessage } from './prompt-types.ts'
import { partsOf } from './prompt-types.ts'
import type { ProviderApi } from './provider-api.ts'
import type { ToolNames } from './tool-names.ts'
import { fitToolSchema } from './tool-schemas.ts'
import { toWellFormed } from './well-formed.ts'

type ToolFields = Readonly<Record<string, unknown>>

/**
 * Writes the tools of a call so that the provider accepts them. Anthropic and Bedrock reject a conversation with tool calls if
 * no tool is defined: then the tools that were called are defined again, with a note that they are gone.
 */
export function fitTools(
  given: unknown,
  prompt: readonly PromptMessage[],
  { api, names }: { readonly api: ProviderApi; readonly names: ToolNames },
): unknown {
  const tools: readonly ToolFields[] = Array.isArray(given) ? given.filter(isRecord) : []
  if (tools.length === 0) return needsTools(api) ? goneTools(prompt) : undefined
  return tools.map((tool) =>
    tool.type === 'function'
      ? toWellFormed({
          ...tool,
          name: names.sent(tool.name),
          inputSchema: fitToolSchema(tool.inputSchema, api),
        })
      : tool,
  )
}

function needsTools(api: ProviderApi): boolean {
  return api === 'anthropic' || api === 'bedrock'
}

function goneTools(prompt: readonly PromptMessage[]): readonly ToolFields[] | undefined {
  const calls = prompt.flatMap(partsOf).filter(({ type }) => type === 'tool-call')
  const names = new Set(calls.map(({ toolName }) => String(toolName)))
  if (names.size === 0) return undefined
  return [...names].map((name) => ({
    type: 'function',
    name,
    description: 'This tool is no longer available. Do not call it.',
    inputSchema: { type: 'object', properties: {} },
  }))
}
