/** A tool call of the current turn, with its result if there is one. */
export interface PastCall {
  name: string
  /** The tool result: the parsed JSON, or the text. */
  result: unknown
}

/** The input of the mock model. */
export interface Turn {
  /** The last user message that is not “Continue”. */
  said: string
  /** Tool calls since then, in order. */
  calls: readonly PastCall[]
  /** The names of the available tools. */
  tools: ReadonlySet<string>
  /** `YYYY-MM-DD`. */
  today: string
}

/** The next reply. */
export type Reply =
  | { say: string }
  | { say?: string | undefined; calls: readonly { name: string; args: object }[] }
  | { fail: { status: number; body: object } }

type Fields = Record<string, unknown>

/** Reads the body of a chat completions request. Unknown parts are ignored. */
export function readTurn(body: unknown, today: string): Turn {
  const { messages, tools } = asFields(body)
  const all = asList(messages).map(asFields)
  const start = all.findLastIndex((message) => message.role === 'user')
  const since = all.slice(start + 1)
  const results = new Map(
    since
      .filter((message) => message.role === 'tool')
      .map((message) => [message.tool_call_id, readText(message.content)]),
  )
  return {
    said: lastRequest(all),
    calls: since.flatMap((message) =>
      asList(message.tool_calls)
        .map(asFields)
        .map((call) => ({
          name: String(asFields(call.function).name),
          result: readJson(results.get(call.id) ?? ''),
        })),
    ),
    tools: new Set(asList(tools).map((tool) => String(asFields(asFields(tool).function).name))),
    today,
  }
}

/** The last thing that the user asked for. “Continue” asks for it again: this model has no other way. */
function lastRequest(messages: readonly Fields[]): string {
  const texts = messages.filter(({ role }) => role === 'user').map(({ content }) => readText(content))
  return texts.findLast((text) => !/^continue\b/i.test(text)) ?? texts.at(-1) ?? ''
}

function readText(content: unknown): string {
  if (typeof content === 'string') return content
  return asList(content)
    .map((part) => asFields(part).text)
    .filter((text) => typeof text === 'string')
    .join('')
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
