import Database from 'libsql'
import { isDay, monthAround, monthOf } from './dates.ts'
import type {
  Expense,
  ExpenseChange,
  ExpenseEntry,
  ExpenseFilter,
  Grouping,
  LedgerOverview,
  Sum,
} from './expense.ts'

/** Expenses in a SQLite file. */
export interface Ledger {
  /** Returns expenses, the newest or the largest first. `limit` is at most 200. */
  find(filter: ExpenseFilter, order: 'newest' | 'largest', limit: number): Expense[]
  /** Returns sums: months in order, other groups with the largest first. */
  sum(filter: ExpenseFilter, grouping: Grouping): Sum[]
  /** Returns an expense by its id. */
  get(id: number): Expense | undefined
  /**
   * Adds an expense. `source` is an idempotency key: if it was used before, nothing is added and the existing expense is
   * returned.
   *
   * @throws {Error} with a message for the model, if the entry is not valid.
   */
  add(entry: ExpenseEntry, source: string): Expense
  /** Changes an expense. @throws {Error} if it does not exist, or the result would not be valid. */
  change(id: number, change: ExpenseChange): Expense
  /** Removes an expense and returns it. @throws {Error} if it does not exist. */
  remove(id: number): Expense
  /** Returns the overview for the page. */
  overview(today: string): LedgerOverview
  close(): void
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 3000;
  CREATE TABLE IF NOT EXISTS expenses (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    date TEXT NOT NULL,
    cents INTEGER NOT NULL,
    category TEXT NOT NULL,
    note TEXT NOT NULL,
    source TEXT NOT NULL UNIQUE
  );
  CREATE INDEX IF NOT EXISTS expenses_by_date ON expenses (date);
`

const COLUMNS = 'id, date, cents, category, note'
const KEYS: Readonly<Record<Grouping, string>> = {
  total: "'total'",
  category: 'category',
  month: 'substr(date, 1, 7)',
}
const ORDERS = { newest: 'date DESC, id DESC', largest: 'cents DESC, date DESC, id DESC' } as const
const MAX_ROWS = 200
const LATEST = 8

/** Opens the database at a path, and creates it if it does not exist. A new one is filled with `first`. */
export function openLedger(path: string, first: readonly ExpenseEntry[] = []): Ledger {
  const database = new Database(path)
  database.exec(SCHEMA)

  const insert = (entry: ExpenseEntry, source: string): void => {
    const { date, amount, category, note } = checked(entry)
    database
      .prepare('INSERT OR IGNORE INTO expenses (date, cents, category, note, source) VALUES (?, ?, ?, ?, ?)')
      .run(date, toCents(amount), category, note, source)
  }
  const get: Ledger['get'] = (id) => {
    const row = database.prepare(`SELECT ${COLUMNS} FROM expenses WHERE id = ?`).get(id)
    return row === undefined || row === null ? undefined : toExpense(row as Row)
  }
  const find: Ledger['find'] = (filter, order, limit) => {
    const { where, values } = toWhere(filter)
    const rows = database
      .prepare(`SELECT ${COLUMNS} FROM expenses ${where} ORDER BY ${ORDERS[order]} LIMIT ?`)
      .all(...values, Math.min(limit, MAX_ROWS))
    return rows.map((row) => toExpense(row as Row))
  }
  const sum: Ledger['sum'] = (filter, grouping) => {
    const { where, values } = toWhere(filter)
    const order = grouping === 'month' ? 'key' : 'cents DESC'
    const rows = database
      .prepare(
        `SELECT ${KEYS[grouping]} AS key, COALESCE(SUM(cents), 0) AS cents, COUNT(*) AS count
         FROM expenses ${where} ${grouping === 'total' ? '' : 'GROUP BY key'} ORDER BY ${order}`,
      )
      .all(...values)
    return rows.map((row) => {
      const { key, cents, count } = row as { key: string; cents: number; count: number }
      return { key, amount: cents / 100, count }
    })
  }
  const known = (id: number): Expense => {
    const expense = get(id)
    if (expense === undefined) throw new Error(`No expense has the id ${id}`)
    return expense
  }

  if (sum({}, 'total')[0]?.count === 0 && first.length > 0) {
    database.exec('BEGIN')
    for (const [index, entry] of first.entries()) insert(entry, `first-${index}`)
    database.exec('COMMIT')
  }

  return {
    find,
    sum,
    get,
    add(entry, source) {
      insert(entry, source)
      const row = database.prepare(`SELECT ${COLUMNS} FROM expenses WHERE source = ?`).get(source)
      return toExpense(row as Row)
    },
    change(id, change) {
      const before = known(id)
      const { date, amount, category, note } = checked({
        date: change.date ?? before.date,
        amount: change.amount ?? before.amount,
        category: change.category ?? before.category,
        note: change.note ?? before.note,
      })
      database
        .prepare('UPDATE expenses SET date = ?, cents = ?, category = ?, note = ? WHERE id = ?')
        .run(date, toCents(amount), category, note, id)
      return known(id)
    },
    remove(id) {
      const expense = known(id)
      database.prepare('DELETE FROM expenses WHERE id = ?').run(id)
      return expense
    },
    overview(today) {
      const month = monthAround(today, 0)
      return {
        month: monthOf(today),
        spent: sum(month, 'total')[0]?.amount ?? 0,
        count: sum({}, 'total')[0]?.count ?? 0,
        latest: find({}, 'newest', LATEST),
      }
    },
    close: () => database.close(),
  }
}

interface Row {
  id: number
  date: string
  cents: number
  category: string
  note: string
}

function toExpense({ id, date, cents, category, note }: Row): Expense {
  return { id, date, amount: cents / 100, category, note }
}

function toCents(amount: number): number {
  return Math.round(amount * 100)
}

function checked({ date, amount, category, note }: ExpenseEntry): ExpenseEntry {
  const entry = { date, amount, category: category.trim().toLowerCase(), note: note.trim() }
  if (!isDay(date)) throw new Error(`'${date}' is not a day as YYYY-MM-DD`)
  if (!(toCents(amount) >= 1 && amount <= 1_000_000)) {
    throw new Error(`${amount} is not an amount from 0.01 to 1,000,000 euros`)
  }
  if (entry.category === '' || entry.category.length > 60)
    throw new Error('A category has 1 to 60 characters')
  if (entry.note.length > 300) throw new Error('A note has at most 300 characters')
  return entry
}

function toWhere({ from, to, category, text }: ExpenseFilter): { where: string; values: string[] } {
  const rules: readonly (readonly [string, string | undefined])[] = [
    ['date >= ?', from],
    ['date <= ?', to],
    ['category = ?', category?.trim().toLowerCase()],
    ['instr(lower(note), lower(?)) > 0', text],
  ]
  const given = rules.flatMap(([rule, value]) =>
    value === undefined || value === '' ? [] : [{ rule, value }],
  )
  return {
    where: given.length === 0 ? '' : `WHERE ${given.map(({ rule }) => rule).join(' AND ')}`,
    values: given.map(({ value }) => value),
  }
}
