/** What one package is and whom it may know. docs/architecture.md draws the same in a picture. */
export interface PackageRow {
  /** Siblings in `dependencies`, by folder name: the arrows of the picture. */
  readonly siblings: readonly string[]
  /** Third parties in `dependencies`. */
  readonly thirdParties: readonly string[]
  /** Third parties in `peerDependencies`. */
  readonly peers: readonly string[]
  /** Keys of the exports map, besides `./package.json`. */
  readonly entries: readonly string[]
  /** Those of the entries that exist as an ES module only, because something they import does. */
  readonly esmOnly?: readonly string[]
  /** Whether the sources may import `node:` modules; those that may not also run in workers and at the edge. */
  readonly node: boolean
  /** Everything that a bundle of an entry may carry: packages whose files end up in it, `node:` modules apart. */
  readonly bundle: readonly string[]
}

/** Every package by its folder in `packages/`; its name is `@flightdeck/` and the folder. */
export const packages: Readonly<Record<string, PackageRow>> = {
  'run-engine': {
    siblings: [],
    thirdParties: ['@ag-ui/core'],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: ['@flightdeck/run-engine', '@ag-ui/core'],
  },
  'runner-memory': {
    siblings: ['run-engine'],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: ['@flightdeck/runner-memory', '@flightdeck/run-engine', '@ag-ui/core'],
  },
  'runtime-core': {
    siblings: ['run-engine', 'runner-memory'],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: [
      '@flightdeck/runtime-core',
      '@flightdeck/runner-memory',
      '@flightdeck/run-engine',
      '@ag-ui/core',
    ],
  },
  'adapter-node': {
    siblings: ['runtime-core'],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: true,
    bundle: [
      '@flightdeck/adapter-node',
      '@flightdeck/runtime-core',
      '@flightdeck/runner-memory',
      '@flightdeck/run-engine',
      '@ag-ui/core',
    ],
  },
  testkit: {
    siblings: ['run-engine'],
    thirdParties: ['eventsource-parser'],
    peers: ['vitest'],
    entries: ['.', './conformance'],
    esmOnly: ['./conformance'],
    node: false,
    bundle: ['@flightdeck/testkit', '@flightdeck/run-engine', '@ag-ui/core', 'eventsource-parser'],
  },
}

/** The file name behind a key of the exports map, in `src` and in `dist`: `.` is `index`, `./vitest` is `vitest`. */
export function entryFile(entry: string): string {
  return entry === '.' ? 'index' : entry.slice(2)
}
