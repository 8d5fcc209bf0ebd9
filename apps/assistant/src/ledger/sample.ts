import { monthAround, toDay } from './dates.ts'
import type { ExpenseEntry } from './expense.ts'

/** Expenses of every month, on this day. */
const EVERY_MONTH: readonly (readonly [day: number, amount: number, category: string, note: string])[] = [
  [1, 780, 'rent', 'Rent'],
  [3, 49, 'transport', 'Monthly ticket'],
  [5, 34.9, 'household', 'Internet'],
  [12, 61.4, 'household', 'Electricity'],
  [20, 24.99, 'health', 'Gym'],
]

/** The other expenses alternate, so that months are similar but not equal. */
const NOW_AND_THEN: readonly (readonly [amount: number, category: string, note: string])[] = [
  [42.35, 'groceries', 'Supermarket'],
  [18.6, 'eating out', 'Pizza with Kim'],
  [9.8, 'groceries', 'Bakery'],
  [31.2, 'fun', 'Concert ticket'],
  [55.75, 'groceries', 'Supermarket'],
  [12.5, 'eating out', 'Lunch'],
  [23.4, 'health', 'Pharmacy'],
  [38.15, 'groceries', 'Market'],
  [16.9, 'fun', 'Two paperbacks'],
  [47.8, 'eating out', 'Birthday dinner'],
  [29.95, 'household', 'Lamp'],
  [88, 'travel', 'Train to the sea'],
  [14.2, 'transport', 'Taxi'],
]

const MONTHS = 6
const DAYS_BETWEEN = 3

/** Six months of sample expenses up to a day. The same day returns the same expenses. */
export function sampleExpenses(today: string): ExpenseEntry[] {
  const entries: ExpenseEntry[] = []
  let turn = 0
  for (let offset = 1 - MONTHS; offset <= 0; offset += 1) {
    const { from, to } = monthAround(today, offset)
    const lastDay = Number(to.slice(8))
    for (let day = 1; day <= lastDay; day += 1) {
      const date = `${from.slice(0, 8)}${String(day).padStart(2, '0')}`
      if (date > today) break
      for (const [on, amount, category, note] of EVERY_MONTH) {
        if (on === day) entries.push({ date, amount, category, note })
      }
      if (day % DAYS_BETWEEN !== 2) continue
      const [amount, category, note] = NOW_AND_THEN[turn % NOW_AND_THEN.length] ?? [1, 'fun', 'Ice cream']
      entries.push({
        date,
        amount: Math.round(amount * (100 + ((turn * 7) % 23) - 11)) / 100,
        category,
        note,
      })
      turn += 1
    }
  }
  return entries
}

/** The sample up to today. */
export function sampleUntilNow(): ExpenseEntry[] {
  return sampleExpenses(toDay(new Date()))
}
