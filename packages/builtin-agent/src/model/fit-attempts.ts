import { type FilesInWords, filesIn } from '../prompt/files.ts'
import type { PromptMessage } from '../prompt/prompt-types.ts'
import type { ProviderApi } from '../prompt/provider-api.ts'
import { type ReasoningSent, reasoningIn } from '../prompt/reasoning.ts'

/** How a prompt is written where providers differ in ways that only their answer tells. */
export interface FitAttempt {
  readonly files: FilesInWords
  readonly reasoning: ReasoningSent
}

/** How a prompt is written first. */
export const FIRST_ATTEMPT: FitAttempt = { files: 'unreadable', reasoning: 'stored' }

/** The statuses by which providers say that they do not accept what is in a request. */
const REJECTED: readonly unknown[] = [400, 413, 415, 422]

/** The statuses for a file that is gone, or that belongs to someone else. Gemini deletes files after two days. */
const GONE: readonly unknown[] = [403, 404]

/**
 * The other ways to write a prompt that the provider rejected with this error, best first. None if the rejection has another
 * cause.
 */
export function attemptsAfter(
  error: unknown,
  prompt: readonly PromptMessage[],
  api: ProviderApi,
  first: FitAttempt,
): FitAttempt[] {
  const files = filesIn(prompt)
  const isRejected = isRejection(error)
  if (!isRejected && !(files.remote && hasStatus(error, GONE))) return []
  const reasoning = isRejected && api === 'chat' ? reasoningIn(prompt) : NO_REASONING
  const attempts: FitAttempt[] = []
  if (reasoning.some) attempts.push({ ...first, reasoning: 'none' })
  if (reasoning.missing) attempts.push({ ...first, reasoning: 'with every call' })
  if (files.binary) attempts.push({ ...first, files: 'binary' })
  if (files.text) attempts.push({ ...first, files: 'all' })
  if (reasoning.some && (files.binary || files.text)) attempts.push({ files: 'all', reasoning: 'none' })
  return attempts.filter((one) => one.files !== first.files || one.reasoning !== first.reasoning)
}

/** Whether a provider did not accept what is in a request. */
export function isRejection(error: unknown): boolean {
  return hasStatus(error, REJECTED)
}

function hasStatus(error: unknown, statuses: readonly unknown[]): boolean {
  return error instanceof Error && statuses.includes((error as { statusCode?: unknown }).statusCode)
}

const NO_REASONING = { some: false, missing: false }
