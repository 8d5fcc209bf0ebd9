// @ts-check
// `node scripts/tsc.mjs …`: runs the compiler of TypeScript 7, which needs a seventh of the time of TypeScript 5.9. tsup
// uses 5.9 for the published declarations.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
await import(pathToFileURL(join(dirname(typescript), 'bin/tsc')).href)
