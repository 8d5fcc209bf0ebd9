import { importFailure } from './import-failure.ts'

/** Imports the AI SDK. Rejects with an `AgentError` that has the install line when it is not there. */
export async function loadAiSdk(): Promise<typeof import('ai')> {
  try {
    return await import('ai')
  } catch (cause) {
    throw importFailure('ai', 'The agent', cause)
  }
}
