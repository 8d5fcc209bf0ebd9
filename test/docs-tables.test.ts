import { errorCodes } from '@flightdeck/protocol'
import { describe, expect, it } from 'vitest'
import { packageReadmes, sitePages } from './docs/pages.ts'
import { readText } from './workspace.ts'

/** Codes of the Node adapter, which refuses some requests before the runtime. `to-request.test.ts` tests them. */
const ADAPTER_CODES = { invalid_url: 400, method_not_supported: 501 }

const STATUSES: ReadonlyMap<string, number> = new Map([
  ...Object.entries(errorCodes).map(([code, { status }]) => [code, status] as const),
  ...Object.entries(ADAPTER_CODES),
])

/** A cell of a table, with the line it is in. */
interface Cell {
  readonly at: string
  readonly text: string
}

const cells: readonly Cell[] = [...sitePages, ...packageReadmes].flatMap((page) =>
  readText(page)
    .split('\n')
    .flatMap((line, index) =>
      line.startsWith('|') ? line.split(' | ').map((text) => ({ at: `${page}:${index + 1}`, text })) : [],
    ),
)

/** What a page says of a code: `409 `thread_busy``. */
const STATUS_AND_CODE = /\b([45]\d\d) `(\w+)`/g

describe('tables of the docs', () => {
  it('give each error code the status that is sent with it', () => {
    const claims = cells.flatMap(({ at, text }) =>
      [...text.matchAll(STATUS_AND_CODE)].map(([, status, code = '']) => ({
        at,
        status: Number(status),
        code,
      })),
    )
    expect(claims.length).toBeGreaterThan(80)
    expect(claims.filter(({ status, code }) => STATUSES.get(code) !== status)).toEqual([])
  })

  it('give each limit on runs and requests the same default as the protocol, which is compared with the code', () => {
    const rowOf = (line: string): readonly [string, string] | undefined => {
      const [, name, value] = /^\| `(?:limits\.)?(max\w+)` +\| ([\d,]+) +\|/.exec(line) ?? []
      return name === undefined || value === undefined ? undefined : [name, value]
    }
    const rowsOf = (page: string) =>
      readText(page)
        .split('\n')
        .flatMap((line) => [rowOf(line) ?? []].filter(isRow))
    const defaults = new Map(rowsOf('docs/protocol.md'))
    const others = [...sitePages, ...packageReadmes]
      .flatMap((page) => rowsOf(page).map(([name, value]) => ({ page, name, value })))
      .filter(({ name }) => defaults.has(name))
    expect(others.length).toBeGreaterThan(20)
    expect(others.filter(({ name, value }) => defaults.get(name) !== value)).toEqual([])
  })
})

function isRow(row: readonly string[]): row is readonly [string, string] {
  return row.length === 2
}
