import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExpenseEntry } from './expense.ts'
import { type Ledger, openLedger } from './ledger.ts'

const SOME: ExpenseEntry[] = [
  { date: '2025-01-31', amount: 780, category: 'rent', note: 'Rent' },
  { date: '2025-02-01', amount: 0.1, category: 'fun', note: 'A sticker' },
  { date: '2025-02-02', amount: 0.2, category: 'fun', note: 'Two stickers' },
  { date: '2025-02-03', amount: 12.5, category: 'eating out', note: 'Lunch' },
]

function pathOfBook(): string {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-book-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'book.db')
}

function open(path = pathOfBook(), first = SOME): Ledger {
  const ledger = openLedger(path, first)
  onTestFinished(() => ledger.close())
  return ledger
}

describe('the expense ledger', () => {
  it('sums by category and by month, exact to the cent', () => {
    const ledger = open()
    expect(ledger.sum({}, 'category')).toEqual([
      { key: 'rent', amount: 780, count: 1 },
      { key: 'eating out', amount: 12.5, count: 1 },
      { key: 'fun', amount: 0.3, count: 2 },
    ])
    expect(ledger.sum({}, 'month').map(({ key, count }) => [key, count])).toEqual([
      ['2025-01', 1],
      ['2025-02', 3],
    ])
    expect(ledger.sum({ from: '2025-02-01', to: '2025-02-02' }, 'total')).toEqual([
      { key: 'total', amount: 0.3, count: 2 },
    ])
    expect(ledger.sum({ category: 'boats' }, 'total')).toEqual([{ key: 'total', amount: 0, count: 0 }])
  })

  it('finds by period, category and text, the newest or the largest first', () => {
    const ledger = open()
    const notes = (...query: Parameters<Ledger['find']>) => ledger.find(...query).map(({ note }) => note)
    expect(notes({}, 'newest', 2)).toEqual(['Lunch', 'Two stickers'])
    expect(notes({ category: 'Fun' }, 'largest', 10)).toEqual(['Two stickers', 'A sticker'])
    expect(notes({ text: "STICKER'; DROP TABLE expenses" }, 'newest', 10)).toEqual([])
    expect(notes({ text: 'STICKER' }, 'newest', 10)).toHaveLength(2)
  })

  it('adds one expense for one source, also after it was opened again', () => {
    const path = pathOfBook()
    const entry = { date: '2025-02-04', amount: 3.5, category: ' Fun ', note: ' Ice cream ' }
    const added = open(path).add(entry, 'call-1')
    expect(added).toEqual({ id: 5, date: '2025-02-04', amount: 3.5, category: 'fun', note: 'Ice cream' })
    const again = open(path)
    expect(again.add({ ...entry, amount: 4 }, 'call-1')).toEqual(added)
    expect(again.overview('2025-02-10')).toMatchObject({ count: 5, spent: 16.3, month: '2025-02' })
  })

  it('changes the given members, and removes', () => {
    const ledger = open()
    expect(ledger.change(4, { amount: 13, note: undefined })).toMatchObject({ amount: 13, note: 'Lunch' })
    expect(ledger.remove(4)).toMatchObject({ amount: 13 })
    expect(ledger.get(4)).toBeUndefined()
    expect(() => ledger.remove(4)).toThrow('No expense has the id 4')
    expect(() => ledger.change(4, {})).toThrow('No expense has the id 4')
  })

  it.each([
    [{ date: '2025-02-30' }, "'2025-02-30' is not a day"],
    [{ date: '1 February' }, 'is not a day'],
    [{ amount: 0 }, 'is not an amount'],
    [{ amount: -5 }, 'is not an amount'],
    [{ amount: Number.NaN }, 'is not an amount'],
    [{ category: ' ' }, 'A category has'],
    [{ note: 'x'.repeat(301) }, 'A note has'],
  ])('refuses %j', (wrong, reason) => {
    const ledger = open()
    const [entry] = SOME
    expect(() => ledger.add({ ...(entry ?? expect.unreachable()), ...wrong }, 'call')).toThrow(reason)
    expect(ledger.overview('2025-02-10').count).toBe(4)
  })
})
