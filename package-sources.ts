import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('./packages', import.meta.url))

/**
 * Aliases for Vite and vitest that resolve the imports of a package of this repository to its sources, so that a change
 * is seen without a build. The kits of the apps export their sources themselves.
 */
export const packageSources: { find: string | RegExp; replacement: string }[] = [
  { find: '#adapter-node', replacement: `${packages}/adapter-node/src/index.ts` },
  { find: /^@flightdeck\/(?!\w+-kit$)([a-z-]+)$/, replacement: `${packages}/$1/src/index.ts` },
  { find: /^@flightdeck\/(?!\w+-kit\/)([a-z-]+)\/([a-z0-9/-]+)$/, replacement: `${packages}/$1/src/$2.ts` },
]
