import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorCodes } from './error-codes.ts'
import { routeTable } from './route-table.ts'

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8')

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
  test('lists every error code with its status and texts', () => {
    const rows = Object.entries(errorCodes).map(([code, row]) => [
      code,
      String(row.status),
      row.error,
      row.message,
    ])
    expect(tableUnder('Errors')).toEqual(rows)
  })

  test('lists every route', () => {
    const rows = routeTable.map(({ name, methods, pattern }) => [name, `${methods.join(', ')} ${pattern}`])
    const listed = tableUnder('Routes').map(([name, address]) => [name, address])
    expect(listed.sort()).toEqual(rows.sort())
  })
})
