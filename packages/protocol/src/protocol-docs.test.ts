import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { errorCodes } from './error-codes.ts'
import { routeTable } from './route-table.ts'

const pageOf = (name: string): string =>
  readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8')
const page = pageOf('protocol')

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

describe('docs/compatibility.md', () => {
  const below = pageOf('compatibility').split('The routes that CopilotKit documents for threads')[1] ?? ''
  const [, , ...rows] = /(^\|.*\n)+/m.exec(below)?.[0].trimEnd().split('\n') ?? []
  const table = rows.map((row) => row.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '')))
  const served = routeTable
    .filter(({ pattern }) => pattern.startsWith('/threads'))
    .flatMap(({ methods, pattern }) => methods.map((method) => `${method} ${pattern}`))
  const documented = table.flatMap(([cell = '']) => /^`(.*)`$/.exec(cell)?.[1] ?? [])
  const others = table.find(([cell]) => cell === '–')?.[1] ?? ''

  test('says of every documented route of threads whether it is served', () => {
    expect(documented.length).toBeGreaterThan(5)
    const told = table.filter(([cell]) => cell !== '–').map(([, here = '']) => !here.startsWith('405'))
    expect(told).toEqual(documented.map((route) => served.includes(route)))
  })

  test('lists every other route of threads', () => {
    const listed = [...others.matchAll(/`([A-Z]+ [^`]+)`/g)].map(([, route]) => route)
    const suffixes = [...others.matchAll(/`([a-z]+)`/g)].map(([, last]) => `GET /threads/:threadId/${last}`)
    const inOtherRows = table.flatMap(([cell, here = '']) =>
      cell === '–' ? [] : [...here.matchAll(/`([A-Z]+ [^`]+)`/g)].map(([, route]) => route),
    )
    expect(
      [
        ...documented.filter((route) => served.includes(route)),
        ...listed,
        ...suffixes,
        ...inOtherRows,
      ].sort(),
    ).toEqual([...served].sort())
  })
})
