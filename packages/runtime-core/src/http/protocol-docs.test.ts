import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { defaultBodyLimits } from './read-body.ts'

const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8')

/** The rows of the first table below a heading, as lists of cells without their backticks. */
function tableUnder(heading: string): string[][] {
  const below = page.slice(page.indexOf(`\n## ${heading}\n`))
  const [, , ...rows] = /(^\|.*\n)+/m.exec(below)?.[0].trimEnd().split('\n') ?? []
  return rows.map((row) =>
    row
      .slice(2, -2)
      .replaceAll('`', '')
      .split(' | ')
      .map((cell) => cell.trim()),
  )
}

describe('docs/protocol.md', () => {
  test('lists the limits of bodies', () => {
    const told = Object.fromEntries(
      tableUnder('Limits').map(([name = '', value = '']) => [name, Number(value.replaceAll(',', ''))]),
    )
    expect(told).toMatchObject(defaultBodyLimits)
  })
})
