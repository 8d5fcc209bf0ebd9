import { describe, expect, it } from 'vitest'
import type { PublicNames } from './public-names.ts'
import { publicNames } from './public-names.ts'
import { entryFile, packages } from './topology.ts'
import { readText, scope } from './workspace.ts'

function namesOf(folder: string, entry: string): PublicNames {
  return publicNames(`packages/${folder}/src/${entryFile(entry)}.ts`)
}

describe('public names', () => {
  it('are listed in public-names.txt', async () => {
    const blocks = Object.entries(packages).flatMap(([folder, row]) =>
      row.entries.map((entry) => {
        const { values, types } = namesOf(folder, entry)
        const lines = [...values.map((name) => `  ${name}`), ...types.map((name) => `  type ${name}`)]
        return [`${scope}${folder}${entry.slice(1)}`, ...lines, ''].join('\n')
      }),
    )
    await expect(blocks.join('\n')).toMatchFileSnapshot('public-names.txt')
  })

  it.each(Object.entries(packages))('of %s are documented in its README', (folder, row) => {
    const readme = readText(`packages/${folder}/README.md`)
    const values = row.entries.flatMap((entry) => namesOf(folder, entry).values)
    expect(values.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([])
  })
})
