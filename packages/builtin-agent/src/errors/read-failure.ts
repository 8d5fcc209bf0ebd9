import { tryParseJson } from '../json/try-parse-json.ts'

/** The fields of a failure, wherever a provider, the AI SDK or `fetch` put them. */
export interface Failure {
  /** Codes, types, reasons and names of errors in lower case, the most specific first. */
  readonly names: readonly string[]
  /** HTTP statuses. */
  readonly statuses: readonly number[]
  /** Whether it is the AI SDK's error for a call that went out. Without a status nothing came back. */
  readonly isCall: boolean
  readonly retryAfterMs: number | undefined
}

type Fields = Record<string, unknown>

/** Levels of causes and wrappers that are looked at. */
const MAX_DEPTH = 6

/** Reads a failure by its fields. The text of a message is not evaluated. */
export function readFailure(error: unknown): Failure {
  const names: string[] = []
  const statuses: number[] = []
  let isCall = false
  let retryAfterMs: number | undefined

  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return
    const fields = value as Fields
    if (fields.name === 'AI_APICallError') isCall = true
    // The error of the provider is more specific than its wrappers.
    for (const inner of [
      fields.error,
      fields.data,
      tryParseJson(fields.responseBody),
      fields.lastError,
      fields.cause,
    ])
      visit(inner, depth + 1)
    if (Array.isArray(fields.details)) for (const detail of fields.details) visit(detail, depth + 1)
    for (const name of [fields.code, fields.type, fields.reason, fields.status, fields.name])
      if (typeof name === 'string') names.push(name.toLowerCase())
    for (const status of [fields.statusCode, fields.status, fields.code])
      if (typeof status === 'number') statuses.push(status)
    retryAfterMs ??= readRetryAfter(fields.responseHeaders) ?? readRetryDelay(fields)
  }
  visit(error, 0)
  return { names, statuses, isCall, retryAfterMs }
}

function readRetryAfter(headers: unknown): number | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  const { 'retry-after-ms': milliseconds, 'retry-after': after } = headers as Fields
  for (const [value, unit] of [
    [milliseconds, 1],
    [after, 1000],
  ] as const) {
    const count = typeof value === 'string' && value.trim() !== '' ? Number(value) * unit : Number.NaN
    if (count >= 0) return Math.round(count)
  }
  const date = typeof after === 'string' ? Date.parse(after) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

/** Google's format, in a detail of type `RetryInfo`: seconds, such as `34.07s`. */
function readRetryDelay({ retryDelay }: Fields): number | undefined {
  const [, seconds] = (typeof retryDelay === 'string' && /^(\d+(?:\.\d+)?)s$/.exec(retryDelay)) || []
  return seconds === undefined ? undefined : Math.round(Number(seconds) * 1000)
}
