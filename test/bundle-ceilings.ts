/** The maximum minified size of a bundle in kB (1,000 bytes): the current size with some room to grow. */
export interface BundleCeilings {
  /** What esbuild and Vite load with the entry, without the chunks that it imports on demand. */
  readonly alone: number
  /**
   * The size added to a Next.js route, where tree shaking removes less, with the chunks that it imports on demand. Undefined
   * if routes cannot import it.
   */
  readonly next?: number
}

export const bundleCeilings: Readonly<Record<string, BundleCeilings>> = {
  'adapter-express': { alone: 134, next: 208 },
  'adapter-hono': { alone: 122, next: 248 },
  'adapter-node': { alone: 134, next: 208 },
  'builtin-agent': { alone: 124, next: 154 },
  'builtin-agent/parts': { alone: 76, next: 104 },
  create: { alone: 14, next: 14 },
  protocol: { alone: 10, next: 10 },
  'run-engine': { alone: 114, next: 124 },
  'run-engine/internal': { alone: 68, next: 124 },
  'run-engine/store': { alone: 114, next: 124 },
  'runner-memory': { alone: 126, next: 136 },
  'runner-postgres': { alone: 190, next: 210 },
  'runner-sqlite': { alone: 154, next: 168 },
  runtime: { alone: 374, next: 440 },
  'runtime-core': { alone: 236, next: 248 },
  'runtime/express': { alone: 134, next: 208 },
  'runtime/hono': { alone: 136, next: 248 },
  'runtime/langgraph': { alone: 2, next: 3 },
  'runtime/node': { alone: 134, next: 208 },
  'runtime/v2': { alone: 340, next: 405 },
  'runtime/v2/express': { alone: 134, next: 208 },
  'runtime/v2/hono': { alone: 136, next: 248 },
  'runtime/v2/node': { alone: 134, next: 208 },
  testkit: { alone: 6 },
  'testkit/conformance': { alone: 338 },
  'testkit/postgres': { alone: 5 },
  'testkit/storm': { alone: 30 },
  transcription: { alone: 18, next: 18 },
  'voice-openai': { alone: 9, next: 21 },
  'voice-whisper-http': { alone: 7, next: 20 },
}
