import type { Suite } from './client.ts'
import { transcriptionFailureTests } from './transcribe-failures.ts'
import { formTests } from './transcribe-forms.ts'
import { recordingTests } from './transcribe-recordings.ts'
import { transcriptStreamTests } from './transcribe-streams.ts'

export function transcribeTests(suite: Suite): void {
  recordingTests(suite)
  transcriptionFailureTests(suite)
  transcriptStreamTests(suite)
  // Envelopes are JSON.
  if (suite.mode === 'multi-route') formTests(suite)
}
