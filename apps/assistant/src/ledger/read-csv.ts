import type { ExpenseEntry } from './expense.ts'

const HEADINGS = ['date', 'amount', 'category', 'note'] as const

/**
 * Reads expenses from CSV. The first line names the columns: `date` (`YYYY-MM-DD`), `amount` (a decimal point), `category`
 * and `note`, in any order; others are passed over. Values may be quoted, and then hold commas and line breaks.
 *
 * @throws {Error} with the number of the row that is none.
 */
export function readCsv(text: string): ExpenseEntry[] {
  const [heading = [], ...rows] = parse(text.replace(/^\uFEFF/, ''))
  const places = HEADINGS.map((name) => heading.findIndex((cell) => cell.trim().toLowerCase() === name))
  const missing = HEADINGS.filter((_, index) => places[index] === -1)
  if (missing.length > 0) throw new Error(`The first line names no column ${missing.join(', ')}`)
  return rows.map((row, index) => {
    const [date = '', amount = '', category = '', note = ''] = places.map((place) => row[place]?.trim() ?? '')
    if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d+(\.\d{1,2})?$/.test(amount) || category === '') {
      throw new Error(`Row ${index + 2} is no expense: it needs a date, an amount and a category`)
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
