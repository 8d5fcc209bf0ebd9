import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './packages.ts'
import { referencePages } from './reference-pages.ts'

/** Writes the pages of the reference to `docs/reference/api`, which is not committed. */
export function writeReference(): void {
  const folder = join(root, 'docs/reference/api')
  mkdirSync(folder, { recursive: true })
  for (const [name, page] of referencePages()) writeFileSync(join(folder, `${name}.md`), page)
}
