import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ConsumerWorkspace,
  createConsumerWorkspace,
  type Layout,
} from './declarations/consumer-workspace.ts'
import { exportedConsts, publicEntries } from './declarations/exported-consts.ts'
import { entryFile, packages } from './topology.ts'

const isFull = process.env.TEST_FULL !== undefined
const layouts: Layout[] = isFull ? ['pnpm', 'npm', 'Yarn PnP'] : ['pnpm']
/** The façade and a runner: their types are those of packages that an application does not list. */
const folders = isFull ? Object.keys(packages) : ['runtime', 'runner-memory']

const TIMEOUT_MS = 600_000

describe.each(layouts)('an application that lists one package, installed by %s', (layout) => {
  const entries = publicEntries.filter(({ folder }) => folders.includes(folder))
  let sources: ReturnType<typeof exportedConsts>
  let workspace: ConsumerWorkspace

  beforeAll(async () => {
    sources = exportedConsts(entries)
    workspace = await createConsumerWorkspace(layout, folders)
  }, TIMEOUT_MS)

  afterAll(() => workspace?.remove(), TIMEOUT_MS)

  it.each(folders)(
    'exports consts of everything in %s, with declarations that import only what it lists',
    async (folder) => {
      const modules = entries
        .filter((entry) => entry.folder === folder)
        .map((entry) => [`${entryFile(entry.entry).replaceAll('/', '-')}.ts`, sources.get(entry) ?? ''])
      expect(await workspace.compile(folder, Object.fromEntries(modules))).toEqual({
        errors: [],
        unlisted: [],
      })
    },
    TIMEOUT_MS,
  )
})
