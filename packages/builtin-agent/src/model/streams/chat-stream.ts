import { isRecord } from '../../json/fields.ts'
import { ChatToolCalls } from './chat-tool-calls.ts'
import { type EventMapping, mapEventsOf } from './map-events.ts'

/**
 * A `fetch` for servers of OpenAI's chat completions. What they send is written as the AI SDK reads it:
 *
 * - Chunks without `choices`, such as warnings and progress of tools, are left out; their usage is kept.
 * - Tool calls are complete in their first chunk and have an index of their own.
 * - A response that ends with `[DONE]` and has no `finish_reason` is complete. The AI SDK cannot distinguish it from a lost
 *   connection, so the reason `stop` is added.
 */
export function toChatFetch(send: typeof fetch = (input, init) => fetch(input, init)): typeof fetch {
  return mapEventsOf(send, chatMapping)
}

const DONE = '[DONE]'

function chatMapping(): EventMapping {
  const calls = new ChatToolCalls()
  let hasReason = false
  const fitChoice = (choice: unknown): unknown => {
    if (!isRecord(choice)) return choice
    const isOver = typeof choice.finish_reason === 'string'
    if (isOver) hasReason = true
    const delta = isRecord(choice.delta) ? choice.delta : undefined
    const fitted = [...calls.fit(delta?.tool_calls), ...(isOver ? calls.end() : [])]
    if (fitted.length === 0 && !delta?.tool_calls) return choice
    const { tool_calls: _, ...rest } = delta ?? {}
    return { ...choice, delta: { ...rest, ...(fitted.length > 0 && { tool_calls: fitted }) } }
  }
  const done = (): string[] => {
    const rest = calls.end()
    const [reason, delta] = rest.length > 0 ? ['tool_calls', { tool_calls: rest }] : ['stop', {}]
    return hasReason
      ? [DONE]
      : [JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] }), DONE]
  }
  return {
    map(data) {
      if (data.trim() === DONE) return done()
      const chunk = parse(data)
      // What is no JSON is a fault of the response.
      if (chunk === undefined) return [data]
      if (!isRecord(chunk)) return []
      if (chunk.error) return [data]
      if (Array.isArray(chunk.choices)) {
        return [JSON.stringify({ ...chunk, choices: chunk.choices.filter(isRecord).map(fitChoice) })]
      }
      return isRecord(chunk.usage) ? [JSON.stringify({ ...chunk, choices: [] })] : []
    },
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
