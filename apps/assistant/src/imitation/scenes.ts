import { CHART_TOOL } from '../chart/chart-tool.ts'
import type { Expense, Sum } from '../ledger/expense.ts'
import type { Conversion } from '../rates/rates.ts'
import type { Reply, Turn } from './turn.ts'
import {
  lastMonths,
  monthName,
  readCategory,
  readCurrency,
  readExpense,
  readPeriod,
} from './understanding.ts'

/** Plays a turn: it is asked again after each of its calls, and decides by what was called before. */
export type Scene = (turn: Turn) => Reply

/** Secret on purpose: what a provider says about a key must not reach the page. */
export const SECRET = 'sk-imitated-and-secret'

/** Where the money went, by category. */
export const spending: Scene = (turn) => {
  const period = readPeriod(turn.said, turn.today)
  const category = readCategory(turn.said)
  const sums = sumsOf(turn, 0)
  if (sums === undefined) {
    const { from, to } = period
    const group_by = category === undefined ? 'category' : 'total'
    return call('sum_expenses', { group_by, from, to, ...(category !== undefined && { category }) })
  }
  if (category !== undefined) {
    const [total] = sums
    return say(
      `You spent **${euros(total?.amount ?? 0)}** on ${category} ${period.name}, in ${total?.count ?? 0} expenses.`,
    )
  }
  const total = sums.reduce((all, { amount }) => all + amount, 0)
  if (total === 0) return say(`There is nothing in your book for ${period.name}.`)
  const rows = sums.map(({ key, amount }) => `| ${key} | ${euros(amount)} | ${percent(amount, total)} |`)
  return say(
    [
      `You spent **${euros(total)}** ${period.name}. Most of it went into **${sums[0]?.key}**.`,
      '',
      '| category | spent | share |',
      '|---|---:|---:|',
      ...rows,
    ].join('\n'),
  )
}

/** A chart that the page draws. */
export const chart: Scene = (turn) => {
  if (!turn.tools.has(CHART_TOOL)) {
    return say('I would draw a chart now, but the client that you are using offers no tool for it.')
  }
  const byCategory = /\bcategor/i.test(turn.said)
  const period = byCategory ? readPeriod(turn.said, turn.today) : lastMonths(6, turn.today)
  const { from, to } = period
  const sums = sumsOf(turn, 0)
  if (sums === undefined)
    return call('sum_expenses', { group_by: byCategory ? 'category' : 'month', from, to })
  if (!turn.calls.some(({ name }) => name === CHART_TOOL)) {
    return call(CHART_TOOL, {
      title: byCategory ? `Spending by category, ${period.name}` : 'Spending by month',
      kind: byCategory ? 'bar' : 'line',
      unit: 'EUR',
      points: sums.map(({ key, amount }) => ({
        label: byCategory ? key : monthName(key).slice(0, 3),
        value: amount,
      })),
    })
  }
  const most = sums.reduce<Sum | undefined>((a, b) => (a && a.amount >= b.amount ? a : b), undefined)
  if (most === undefined) return say('There is nothing to draw yet.')
  const name = byCategory ? most.key : monthName(most.key)
  return say(`There it is. The highest is **${name}** with ${euros(most.amount)}.`)
}

/** A sum in another currency, through the MCP server. */
export const conversion: Scene = (turn) => {
  const period = readPeriod(turn.said, turn.today)
  const { from, to } = period
  const currency = readCurrency(turn.said) ?? 'USD'
  const sums = sumsOf(turn, 0)
  if (sums === undefined) return call('sum_expenses', { group_by: 'total', from, to })
  const amount = sums[0]?.amount ?? 0
  const converted = turn.calls.find(({ name }) => name === 'convert_currency')
  if (converted === undefined) {
    if (!turn.tools.has('convert_currency'))
      return say('The server with the exchange rates is not there just now.')
    return call('convert_currency', { amount, from: 'EUR', to: currency })
  }
  const result = converted.result as Partial<Conversion>
  if (typeof result.amount !== 'number') return say('The exchange rates could not be had. Try again later.')
  return say(
    `You spent ${euros(amount)} ${period.name}. That is **${result.amount.toFixed(2)} ${result.currency}**, at the rate of ${result.date}.`,
  )
}

/** A new line in the book, once the user has agreed. */
export const addition: Scene = (turn) => {
  const done = turn.calls[0]
  if (done !== undefined) return afterWriting(done.result, 'added', 'It is in your book now')
  const entry = readExpense(turn.said, turn.today)
  if (entry === undefined) return say('Tell me how much it was and for what, such as “Add 12.50 for lunch”.')
  return { say: 'I can write that down, if you agree.', calls: [{ name: 'add_expense', args: entry }] }
}

/** The newest line out of the book, once the user has agreed. */
export const removal: Scene = (turn) => {
  const [found, done] = turn.calls
  if (found === undefined) return call('find_expenses', { order: 'newest', limit: 1 })
  if (done !== undefined) return afterWriting(done.result, 'removed', 'It is no longer in your book')
  const expense = (found.result as { expenses?: Expense[] }).expenses?.[0]
  if (expense === undefined) return say('Your book is empty.')
  return call('remove_expense', { id: expense.id })
}

/** A long answer, over two sums that are asked for at once. */
export const review: Scene = (turn) => {
  const { from, to } = lastMonths(6, turn.today)
  const months = sumsOf(turn, 0)
  const categories = sumsOf(turn, 1)
  if (months === undefined || categories === undefined) {
    const calls = ['month', 'category'].map((group_by) => ({
      name: 'sum_expenses',
      args: { group_by, from, to },
    }))
    return { calls }
  }
  const total = months.reduce((all, { amount }) => all + amount, 0)
  return say(
    [
      `## Half a year in your book`,
      `From ${from} to today you spent **${euros(total)}**, ${euros(total / Math.max(1, months.length))} a month.`,
      ...months.map(({ key, amount, count }, index) => monthStory(key, amount, count, months[index - 1])),
      `### What it went into`,
      ...categories.map(
        ({ key, amount, count }) =>
          `**${key}** took ${euros(amount)} in ${count} expenses, which is ${percent(amount, total)} of everything. An expense of that kind came to ${euros(amount / count)} on average.`,
      ),
      `### What to take from it`,
      `The largest part, **${categories[0]?.key}**, is what it is from month to month. If you want to spend less, look at the smaller ones that come often: they are the easiest to change. Ask me for one of them, and I will list what it is made of.`,
    ].join('\n\n'),
  )
}

/** A failure of the provider. */
export const failure: Scene = () => ({
  fail: {
    status: 401,
    body: {
      error: {
        message: `Incorrect API key provided: ${SECRET}.`,
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
    },
  },
})

/** What it can do. */
export const menu: Scene = () =>
  say(
    [
      'I keep your **book of expenses**. No key is set, so I am an imitation of a model: I know a handful of sentences, while the numbers, the tools and the approvals are real. Try one of these:',
      '',
      '- **Where did my money go last month?** – a tool of the server, over a small database',
      '- **Draw my spending by month** – a chart that this page draws',
      '- **How much was last month in dollars?** – a tool of an MCP server',
      '- **Add 12.50 for lunch** – I write only once you have agreed',
      '- **Remove my last expense** – the same',
      '- **Write a review of the last six months** – a long answer; reload it, or stop it',
      '- **Show me an error** – what a provider that refuses looks like',
    ].join('\n'),
  )

function call(name: string, args: object): Reply {
  return { calls: [{ name, args }] }
}

function say(text: string): Reply {
  return { say: text }
}

/** What the nth sum of this turn came to. */
function sumsOf({ calls }: Turn, nth: number): Sum[] | undefined {
  const result = calls.filter(({ name }) => name === 'sum_expenses')[nth]?.result
  const sums = (result as { sums?: unknown } | null | undefined)?.sums
  return Array.isArray(sums) ? (sums as Sum[]) : undefined
}

function afterWriting(result: unknown, member: 'added' | 'removed', done: string): Reply {
  const fields = (typeof result === 'object' && result !== null ? result : {}) as Record<string, unknown>
  const expense = fields[member] as Expense | undefined
  if (expense !== undefined) {
    return say(
      `${done}: **${euros(expense.amount)}** for ${expense.note} (${expense.category}), ${expense.date}.`,
    )
  }
  if (fields.status === 'denied') return say('All right, I have left your book as it is.')
  return say('That did not work, and your book is as it was.')
}

function monthStory(month: string, amount: number, count: number, before: Sum | undefined): string {
  const plain = `In **${monthName(month)}** you spent ${euros(amount)} in ${count} expenses.`
  if (before === undefined) return plain
  const change = amount - before.amount
  return `${plain} That is ${euros(Math.abs(change))} ${change < 0 ? 'less' : 'more'} than in the month before.`
}

function euros(amount: number): string {
  return `€${amount.toFixed(2).replace(/\B(?=(\d{3})+\.)/g, ',')}`
}

function percent(amount: number, total: number): string {
  return `${total === 0 ? 0 : Math.round((100 * amount) / total)} %`
}
