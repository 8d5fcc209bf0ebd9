import { describe, test } from 'vitest'

/**
 * What can make a check fail: `core` checks fail only for a fault in the runtime; `wire` checks also for one in the host
 * or the adapter, between the socket and the runtime. They cover streams, disconnects, headers, CORS, bodies, paths and
 * uploads.
 */
export type CheckTag = 'core' | 'wire'

/**
 * Which checks are declared: `all`; `core` alone; or, for a host whose runtime is tested separately, `host`: every `wire`
 * check and the first `core` check of each group.
 */
export type CheckSelection = 'all' | 'core' | 'host'

/** Declares one check of a group. */
export type DeclareCheck = (name: string, run: () => Promise<void>) => void

interface Check {
  readonly tag: CheckTag
  readonly name: string
  run(): Promise<void>
}

/** Declares the selected checks of a group as tests, and nothing if none is selected. */
export function describeGroup(
  title: string,
  selection: CheckSelection,
  declare: (declaring: Readonly<Record<CheckTag, DeclareCheck>>) => void,
): void {
  const checks: Check[] = []
  const declaring =
    (tag: CheckTag): DeclareCheck =>
    (name, run) =>
      void checks.push({ tag, name, run })
  declare({ core: declaring('core'), wire: declaring('wire') })
  const selected = select(checks, selection)
  if (selected.length === 0) return
  describe(title, () => {
    for (const { name, run } of selected) test(name, run)
  })
}

function select(checks: readonly Check[], selection: CheckSelection): readonly Check[] {
  if (selection === 'all') return checks
  const core = checks.filter(({ tag }) => tag === 'core')
  if (selection === 'core') return core
  return checks.filter((check) => check.tag === 'wire' || check === core[0])
}
