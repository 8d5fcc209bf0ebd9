// @ts-check
// `node scripts/tsc.mjs …`: the compiler of TypeScript 7, which takes a seventh of the time of the TypeScript 5.9 that
// tsup makes the published declarations with.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
await import(pathToFileURL(join(dirname(typescript), 'bin/tsc')).href)
