/** The allowed dependencies of a package. docs/architecture.md has the same as a diagram. */
export interface PackageRow {
  /** Siblings in `dependencies`, by folder name: the arrows of the picture. */
  readonly siblings: readonly string[]
  /** Third parties in `dependencies`. */
  readonly thirdParties: readonly string[]
  /** Third parties in `peerDependencies`. */
  readonly peers: readonly string[]
  /** Keys of the exports map, besides `./package.json`. */
  readonly entries: readonly string[]
  /** The entries that exist as ES modules only, because one of their imports does. */
  readonly esmOnly?: readonly string[]
  /** The programs in `bin`, by name: their files in `src` without extension. */
  readonly programs?: Readonly<Record<string, string>>
  /** Whether the sources may import `node:` modules. If not, they also run in workers and edge runtimes. */
  readonly node: boolean
  /** The entries that may import `node:` modules through dependencies, although the sources may not. */
  readonly nodeEntries?: readonly string[]
  /** The packages that a bundle of an entry may contain, without `node:` modules. */
  readonly bundle: readonly string[]
  /** The same for entries that differ from the others. */
  readonly entryBundles?: Readonly<Record<string, readonly string[]>>
}

const coreBundle = [
  '@flightdeck/runtime-core',
  '@flightdeck/protocol',
  '@flightdeck/transcription',
  '@flightdeck/runner-memory',
  '@flightdeck/run-engine',
  '@ag-ui/core',
]
const nodeBundle = ['@flightdeck/runtime', '@flightdeck/adapter-node', ...coreBundle]
const expressBundle = ['@flightdeck/adapter-express', ...nodeBundle]
const honoBundle = ['@flightdeck/runtime', '@flightdeck/adapter-hono', 'hono', ...coreBundle]

/** Every package by its folder in `packages/`. The package name is `@flightdeck/` and the folder. */
export const packages: Readonly<Record<string, PackageRow>> = {
  protocol: {
    siblings: [],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: ['@flightdeck/protocol'],
  },
  'run-engine': {
    siblings: ['protocol'],
    thirdParties: ['@ag-ui/core'],
    peers: [],
    entries: ['.', './store', './internal'],
    node: false,
    bundle: ['@flightdeck/run-engine', '@flightdeck/protocol', '@ag-ui/core'],
  },
  'runner-memory': {
    siblings: ['run-engine'],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: ['@flightdeck/runner-memory', '@flightdeck/run-engine', '@flightdeck/protocol', '@ag-ui/core'],
  },
  'runner-sqlite': {
    siblings: ['run-engine'],
    thirdParties: [],
    peers: ['better-sqlite3', 'libsql'],
    entries: ['.'],
    node: true,
    bundle: ['@flightdeck/runner-sqlite', '@flightdeck/run-engine', '@flightdeck/protocol', '@ag-ui/core'],
  },
  'runner-postgres': {
    siblings: ['run-engine'],
    thirdParties: ['postgres'],
    peers: [],
    entries: ['.'],
    node: true,
    bundle: [
      '@flightdeck/runner-postgres',
      '@flightdeck/run-engine',
      '@flightdeck/protocol',
      '@ag-ui/core',
      'postgres',
    ],
  },
  transcription: {
    siblings: [],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: ['@flightdeck/transcription'],
  },
  'runtime-core': {
    siblings: ['protocol', 'run-engine', 'runner-memory', 'transcription'],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: [
      '@flightdeck/runtime-core',
      '@flightdeck/protocol',
      '@flightdeck/transcription',
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
      '@flightdeck/protocol',
      '@flightdeck/transcription',
      '@flightdeck/runner-memory',
      '@flightdeck/run-engine',
      '@ag-ui/core',
    ],
  },
  'adapter-express': {
    siblings: ['adapter-node', 'runtime-core'],
    thirdParties: [],
    peers: ['@types/express', 'express'],
    entries: ['.'],
    node: true,
    bundle: [
      '@flightdeck/adapter-express',
      '@flightdeck/adapter-node',
      '@flightdeck/runtime-core',
      '@flightdeck/protocol',
      '@flightdeck/transcription',
      '@flightdeck/runner-memory',
      '@flightdeck/run-engine',
      '@ag-ui/core',
    ],
  },
  'adapter-hono': {
    siblings: ['protocol', 'runtime-core'],
    thirdParties: [],
    peers: ['hono'],
    entries: ['.'],
    node: false,
    bundle: [
      '@flightdeck/adapter-hono',
      '@flightdeck/runtime-core',
      '@flightdeck/protocol',
      '@flightdeck/transcription',
      '@flightdeck/runner-memory',
      '@flightdeck/run-engine',
      '@ag-ui/core',
    ],
  },
  'builtin-agent': {
    siblings: [],
    thirdParties: ['@cfworker/json-schema', 'rxjs'],
    peers: [
      '@ag-ui/client',
      '@ai-sdk/amazon-bedrock',
      '@ai-sdk/anthropic',
      '@ai-sdk/google',
      '@ai-sdk/google-vertex',
      '@ai-sdk/openai',
      '@ai-sdk/openai-compatible',
      '@modelcontextprotocol/sdk',
      'ai',
    ],
    entries: ['.', './parts'],
    node: false,
    bundle: ['@cfworker/json-schema', '@flightdeck/builtin-agent', 'rxjs', 'tslib'],
  },
  runtime: {
    siblings: [
      'adapter-express',
      'adapter-hono',
      'adapter-node',
      'builtin-agent',
      'run-engine',
      'runner-memory',
      'runtime-core',
    ],
    thirdParties: ['hono'],
    peers: [
      '@ag-ui/client',
      '@ai-sdk/amazon-bedrock',
      '@ai-sdk/anthropic',
      '@ai-sdk/google',
      '@ai-sdk/google-vertex',
      '@ai-sdk/openai',
      '@ai-sdk/openai-compatible',
      '@modelcontextprotocol/sdk',
      '@types/express',
      'ai',
      'express',
    ],
    entries: [
      '.',
      './v2',
      './v2/express',
      './v2/hono',
      './v2/node',
      './express',
      './hono',
      './node',
      './langgraph',
    ],
    node: false,
    nodeEntries: ['./v2/express', './v2/node', './express', './node'],
    bundle: [
      '@flightdeck/runtime',
      '@flightdeck/adapter-hono',
      '@flightdeck/builtin-agent',
      '@flightdeck/runtime-core',
      '@flightdeck/protocol',
      '@flightdeck/transcription',
      '@flightdeck/runner-memory',
      '@flightdeck/run-engine',
      '@ag-ui/core',
      '@cfworker/json-schema',
      'hono',
      'rxjs',
      'tslib',
    ],
    entryBundles: {
      './v2/express': expressBundle,
      './express': expressBundle,
      './v2/node': nodeBundle,
      './node': nodeBundle,
      './v2/hono': honoBundle,
      './hono': honoBundle,
      './langgraph': ['@flightdeck/runtime'],
    },
  },
  'voice-openai': {
    siblings: ['transcription'],
    thirdParties: [],
    peers: ['openai'],
    entries: ['.'],
    node: false,
    bundle: ['@flightdeck/voice-openai', '@flightdeck/transcription'],
  },
  'voice-whisper-http': {
    siblings: ['transcription'],
    thirdParties: [],
    peers: [],
    entries: ['.'],
    node: false,
    bundle: ['@flightdeck/voice-whisper-http', '@flightdeck/transcription'],
  },
  create: {
    siblings: [],
    thirdParties: ['@clack/prompts'],
    peers: [],
    entries: ['.'],
    programs: { 'create-flightdeck': 'main' },
    node: true,
    bundle: ['@flightdeck/create'],
  },
  testkit: {
    siblings: ['protocol', 'run-engine'],
    thirdParties: ['eventsource-parser'],
    peers: ['vitest'],
    entries: ['.', './conformance', './postgres', './storm'],
    esmOnly: ['./conformance', './postgres', './storm'],
    node: true,
    bundle: [
      '@flightdeck/testkit',
      '@flightdeck/protocol',
      '@flightdeck/run-engine',
      '@ag-ui/core',
      'eventsource-parser',
    ],
  },
}

/** The file name behind a key of the exports map, in `src` and in `dist`: `.` is `index`, `./vitest` is `vitest`. */
export function entryFile(entry: string): string {
  return entry === '.' ? 'index' : entry.slice(2)
}
