/**
 * How often a property of fast-check is tried. By default a few times with a fixed seed, so that every run of the tests
 * is the same. `TEST_SEEDS=1000` tries it 1,000 times with a random seed; a failure prints the seed.
 */
export const properties: { readonly numRuns: number; readonly seed?: number } = process.env.TEST_SEEDS
  ? { numRuns: Number(process.env.TEST_SEEDS) }
  : { numRuns: 50, seed: 1 }
