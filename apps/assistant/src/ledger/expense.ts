/** The data of an expense. */
export interface ExpenseEntry {
  /** The day, as `YYYY-MM-DD`. */
  date: string
  /** In euros, with at most two decimals. */
  amount: number
  /** In lower case, such as `groceries`. */
  category: string
  /** The purpose. */
  note: string
}

/** Changes of an expense. Members that are undefined stay unchanged. */
export type ExpenseChange = { [Member in keyof ExpenseEntry]?: ExpenseEntry[Member] | undefined }

/** A stored expense. */
export interface Expense extends ExpenseEntry {
  id: number
}

/** A sum of expenses. */
export interface Sum {
  /** A category, a month as `YYYY-MM`, or `total`. */
  key: string
  /** In euros. */
  amount: number
  /** Number of expenses. */
  count: number
}

/** A filter for expenses. Members that are undefined do not restrict the result. */
export interface ExpenseFilter {
  /** The first day, as `YYYY-MM-DD`. */
  from?: string | undefined
  /** The last day, as `YYYY-MM-DD`. */
  to?: string | undefined
  category?: string | undefined
  /** A text that the note contains. */
  text?: string | undefined
}

/** How expenses are grouped into sums. */
export type Grouping = 'total' | 'category' | 'month'

/** The overview shown on the page. */
export interface LedgerOverview {
  /** The current month, as `YYYY-MM`. */
  month: string
  /** The sum of that month, in euros. */
  spent: number
  /** Number of all expenses. */
  count: number
  /** The newest expenses, at most eight. */
  latest: Expense[]
}
