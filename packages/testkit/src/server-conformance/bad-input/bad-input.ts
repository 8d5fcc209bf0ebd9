import type { Suite } from '../harness/client.ts'
import { badAddresses } from './bad-addresses.ts'
import { badBodies } from './bad-bodies.ts'
import { badEnvelopes } from './bad-envelopes.ts'
import { badImports } from './bad-imports.ts'
import type { BadInputCase } from './bad-input-case.ts'
import { badMessages } from './bad-messages.ts'
import { badMoments } from './bad-moments.ts'
import { badRunInputs } from './bad-run-inputs.ts'
import { badThreads } from './bad-threads.ts'
import { olderInputs } from './older-inputs.ts'

const groups: Readonly<Record<string, readonly BadInputCase[]>> = {
  bodies: badBodies,
  'run inputs': badRunInputs,
  messages: badMessages,
  'inputs of 0.x clients': olderInputs,
  addresses: badAddresses,
  envelopes: badEnvelopes,
  moments: badMoments,
  threads: badThreads,
  imports: badImports,
}

/** Every case of bad input. Each is a row of the table in `docs/protocol.md`. */
export const badInputCases: readonly BadInputCase[] = Object.values(groups).flat()

/** The groups of checks that go through these cases. */
export const badInputTests: Readonly<Record<string, (suite: Suite) => void>> = Object.fromEntries(
  Object.entries(groups).map(([name, cases]) => [`bad input: ${name}`, testsOf(cases)]),
)

function testsOf(cases: readonly BadInputCase[]): (suite: Suite) => void {
  return (suite) => {
    for (const { name, modes, tag = 'core', check } of cases) {
      if (modes === undefined || modes.includes(suite.mode)) suite[tag](name, () => check(suite))
    }
  }
}
