/** The errors of the AI SDK for a model that cannot be made. Their words name an option and a variable, and the value of neither. */
const SETUP_ERRORS: ReadonlySet<unknown> = new Set(['AI_LoadSettingError', 'AI_LoadAPIKeyError'])

/** Errors around errors that are looked into. */
const MAX_DEPTH = 6

/** What is missing in the set-up of a model, in words that may be shown. Nothing for any other failure. */
export function setupMistake(failure: unknown): string | undefined {
  let error = failure
  for (let depth = 0; depth < MAX_DEPTH && error instanceof Error; depth += 1) {
    if (SETUP_ERRORS.has(error.name)) return error.message
    error = (error as { lastError?: unknown }).lastError ?? error.cause
  }
  return undefined
}
