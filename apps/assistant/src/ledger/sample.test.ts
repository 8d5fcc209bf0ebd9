import { expect, it } from 'vitest'
import { isDay } from './dates.ts'
import { sampleExpenses } from './sample.ts'

it.each(['2025-01-01', '2025-03-31', '2024-02-29', '2026-11-20'])(
  'the sample of %s has six months of valid days, none of them in the future',
  (today) => {
    const entries = sampleExpenses(today)
    expect(new Set(entries.map(({ date }) => date.slice(0, 7))).size).toBe(6)
    expect(entries.filter(({ date, amount }) => !isDay(date) || date > today || amount <= 0)).toEqual([])
    expect(sampleExpenses(today)).toEqual(entries)
  },
)
