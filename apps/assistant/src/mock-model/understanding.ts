import { monthAround, toDay } from '../ledger/dates.ts'

/** A range of days and its name. */
export interface Period {
  from: string
  to: string
  name: string
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

/** Patterns of words and their categories. The first match applies. */
const CATEGORIES: readonly (readonly [RegExp, string])[] = [
  [/\b(grocer\w*|supermarket|bakery|market|food)\b/i, 'groceries'],
  [/\b(eating out|restaurant|lunch|dinner|pizza|coffee|breakfast)\b/i, 'eating out'],
  [/\b(rent)\b/i, 'rent'],
  [/\b(transport|taxi|bus|ticket|petrol|fuel)\b/i, 'transport'],
  [/\b(household|electricity|internet|lamp)\b/i, 'household'],
  [/\b(health|pharmacy|gym|doctor)\b/i, 'health'],
  [/\b(travel|train|flight|hotel|holiday)\b/i, 'travel'],
  [/\b(fun|cinema|concert|books?|paperbacks?)\b/i, 'fun'],
]

const CURRENCIES: readonly (readonly [RegExp, string])[] = [
  [/\b(us )?dollars?\b|\$/i, 'USD'],
  [/\bpounds?\b|£/i, 'GBP'],
  [/\byen\b|¥/i, 'JPY'],
  [/\bfrancs?\b/i, 'CHF'],
]

/** The period that a text names; the last month if it names none. */
export function readPeriod(text: string, today: string): Period {
  const said = text.toLowerCase()
  const several = /last (\d+|two|three|six) months|half a year/.exec(said)
  if (several) return lastMonths(toCount(several[1]), today)
  if (/\bthis month\b/.test(said)) return { ...monthAround(today, 0), name: 'this month' }
  if (/\bthis year\b/.test(said)) {
    const year = today.slice(0, 4)
    return { from: `${year}-01-01`, to: `${year}-12-31`, name: 'this year' }
  }
  const month = MONTHS.findIndex((name) => name !== 'may' && said.includes(name))
  if (month !== -1) {
    const back = (Number(today.slice(5, 7)) - 1 - month + 12) % 12
    return { ...monthAround(today, -back), name: `in ${capital(MONTHS[month] ?? '')}` }
  }
  return { ...monthAround(today, -1), name: 'last month' }
}

/** The last `count` months, including the current one. */
export function lastMonths(count: number, today: string): Period {
  return {
    from: monthAround(today, 1 - count).from,
    to: monthAround(today, 0).to,
    name: `over the last ${count} months`,
  }
}

/** The category that a text names. */
export function readCategory(text: string): string | undefined {
  return CATEGORIES.find(([words]) => words.test(text))?.[1]
}

/** The currency that a text names, as a code. */
export function readCurrency(text: string): string | undefined {
  const code = /\b(USD|GBP|JPY|CHF|AUD|CAD|SEK|NOK|DKK|PLN|CZK|INR)\b/.exec(text)?.[1]
  return code ?? CURRENCIES.find(([words]) => words.test(text))?.[1]
}

/** The expense described by a sentence such as “Add 12.50 for lunch yesterday”. */
export function readExpense(
  text: string,
  today: string,
): { date: string; amount: number; category: string; note: string } | undefined {
  const amount = /(\d+(?:[.,]\d{1,2})?)/.exec(text)?.[1]
  if (amount === undefined) return undefined
  const what = /\b(?:for|on)\s+(?:an?\s+|the\s+)?(.+?)(?:\s+(?:today|yesterday))?[.!]?$/i.exec(text)?.[1]
  const note = capital(what?.trim() ?? 'Something')
  return {
    date: /\byesterday\b/i.test(text) ? dayBefore(today) : today,
    amount: Number(amount.replace(',', '.')),
    category: readCategory(text) ?? 'other',
    note,
  }
}

/** The name of a month such as `2025-03`. */
export function monthName(month: string): string {
  return `${capital(MONTHS[Number(month.slice(5, 7)) - 1] ?? month)} ${month.slice(0, 4)}`
}

function dayBefore(today: string): string {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number)
  return toDay(new Date(year, month - 1, day - 1))
}

function toCount(word: string | undefined): number {
  const named = { two: 2, three: 3, six: 6 }[word ?? 'six']
  return Math.min(24, Math.max(1, named ?? Number(word)))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
