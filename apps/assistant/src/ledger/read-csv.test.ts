import { describe, expect, it } from 'vitest'
import { readCsv } from './read-csv.ts'

describe('readCsv', () => {
  it('accepts columns in any order, quotes, and line breaks in quotes; ignores other columns', () => {
    const text =
      '\uFEFFNote,date,extra,Amount,category\r\n"He said ""no"", \ntwice",2025-01-02,x,3.5,fun\r\n\r\n,2025-01-03,,10,rent'
    expect(readCsv(text)).toEqual([
      { note: 'He said "no", \ntwice', date: '2025-01-02', amount: 3.5, category: 'fun' },
      { note: '', date: '2025-01-03', amount: 10, category: 'rent' },
    ])
  })

  it.each([
    ['', 'has no column date, amount, category, note'],
    ['date,amount,note\n', 'has no column category'],
    ['date,amount,category,note\n2025-01-02,1,fun,\n02.01.2025,1,fun,\n', 'Row 3 is not an expense'],
    ['date,amount,category,note\n2025-01-02,"1,50",fun,\n', 'Row 2 is not an expense'],
  ])('throws a descriptive error for %j', (text, reason) => {
    expect(() => readCsv(text)).toThrow(reason)
  })
})
