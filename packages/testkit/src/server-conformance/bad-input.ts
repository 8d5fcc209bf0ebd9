import { test } from 'vitest'
import { badAddresses } from './bad-addresses.ts'
import { badBodies } from './bad-bodies.ts'
import { badEnvelopes } from './bad-envelopes.ts'
import { badImports } from './bad-imports.ts'
import type { BadInputCase } from './bad-input-case.ts'
import { badMessages } from './bad-messages.ts'
import { badMoments } from './bad-moments.ts'
import { badRunInputs } from './bad-run-inputs.ts'
import { badThreads } from './bad-threads.ts'
import type { Suite } from './client.ts'
import { olderInputs } from './older-inputs.ts'

/** Every case of bad input. Each is a row of the table in `docs/protocol.md`. */
export const badInputCases: readonly BadInputCase[] = [
  ...badBodies,
  ...badRunInputs,
  ...badMessages,
  ...olderInputs,
  ...badAddresses,
  ...badEnvelopes,
  ...badMoments,
  ...badThreads,
  ...badImports,
]

export function badInputTests(suite: Suite): void {
  for (const { name, modes, check } of badInputCases) {
    if (modes === undefined || modes.includes(suite.mode)) test(name, () => check(suite))
  }
}
