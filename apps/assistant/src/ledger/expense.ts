/** What an expense says. */
export interface ExpenseEntry {
  /** The day, as `YYYY-MM-DD`. */
  date: string
  /** In euros, with at most two decimals. */
  amount: number
  /** In small letters, such as `groceries`. */
  category: string
  /** What it was for. */
  note: string
}

/** What is to be different in an expense. */
export type ExpenseChange = { [Member in keyof ExpenseEntry]?: ExpenseEntry[Member] | undefined }

/** One line of the book. */
export interface Expense extends ExpenseEntry {
  id: number
}

/** What was spent on one thing or in one month. */
export interface Sum {
  /** A category, a month as `YYYY-MM`, or `total`. */
  key: string
  /** In euros. */
  amount: number
  /** How many expenses it is made of. */
  count: number
}

/** Which expenses to look at. What is not given does not narrow them. */
export interface ExpenseFilter {
  /** The first day, as `YYYY-MM-DD`. */
  from?: string | undefined
  /** The last day, as `YYYY-MM-DD`. */
  to?: string | undefined
  category?: string | undefined
  /** A part of the note. */
  text?: string | undefined
}

/** How expenses are added up. */
export type Grouping = 'total' | 'category' | 'month'

/** What the page shows of the book. */
export interface LedgerOverview {
  /** The month that it is now, as `YYYY-MM`. */
  month: string
  /** What was spent in that month, in euros. */
  spent: number
  /** How many expenses there are. */
  count: number
  /** The newest, at most eight. */
  latest: Expense[]
}
