import type { ExpenseEntry } from './expense.ts'

const HEADINGS = ['date', 'amount', 'category', 'note'] as const

/**
 * Reads expenses from CSV. The first line contains the column names: `date` (`YYYY-MM-DD`), `amount` (with a decimal
 * point), `category` and `note`, in any order; other columns are ignored. Quoted values may contain commas and line breaks.
 *
 * @throws {Error} with the number of the invalid row.
 */
export function readCsv(text: string): ExpenseEntry[] {
  const [heading = [], ...rows] = parse(text.replace(/^\uFEFF/, ''))
  const places = HEADINGS.map((name) => heading.findIndex((cell) => cell.trim().toLowerCase() === name))
  const missing = HEADINGS.filter((_, index) => places[index] === -1)
  if (missing.length > 0) throw new Error(`The first line has no column ${missing.join(', ')}`)
  return rows.map((row, index) => {
    const [date = '', amount = '', category = '', note = ''] = places.map((place) => row[place]?.trim() ?? '')
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d+(\.\d{1,2})?$/.test(amount) || category === '') {
      throw new Error(`Row ${index + 2} is not an expense: it needs a date, an amount and a category`)
    }
    return { date, amount: Number(amount), category, note }
  })
}

function parse(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (row.some((cell) => cell.trim() !== '')) rows.push(row)
    row = []
  }
  return rows
}
