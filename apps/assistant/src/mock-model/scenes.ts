import { CHART_TOOL } from '../chart/chart-tool.ts'
import { toDayText, toMoney } from '../format/format.ts'
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

/** Replies to a turn. It is called again after each tool call, with the calls so far. */
export type Scene = (turn: Turn) => Reply

/** Part of a provider error, which must not reach the page. */
export const SECRET = 'sk-mock-secret'

/** Spending by category. */
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
  if (total === 0) return say(`You have no expenses ${period.name}.`)
  const rows = sums.map(({ key, amount }) => `| ${key} | ${euros(amount)} | ${percent(amount, total)} |`)
  return say(
    [
      `You spent **${euros(total)}** ${period.name}. The largest category is **${sums[0]?.key}**.`,
      '',
      '| category | spent | share |',
      '|---|---:|---:|',
      ...rows,
    ].join('\n'),
  )
}

/** A chart, drawn by a frontend tool. */
export const chart: Scene = (turn) => {
  if (!turn.tools.has(CHART_TOOL)) {
    return say('This client has no tool to draw a chart.')
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
  if (most === undefined) return say('There is no data to draw.')
  const name = byCategory ? most.key : monthName(most.key)
  return say(`Here is your chart. The highest value is **${name}** with ${euros(most.amount)}.`)
}

/** A sum in another currency, from the MCP server. */
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
      return say('The MCP server with the exchange rates is not available.')
    return call('convert_currency', { amount, from: 'EUR', to: currency })
  }
  const result = converted.result as Conversion | undefined
  if (typeof result?.amount !== 'number')
    return say('The exchange rates could not be loaded. Try again later.')
  return say(
    `You spent ${euros(amount)} ${period.name}. That is **${toMoney(result.amount, result.currency)}**, at the rate of ${toDayText(result.date)}.`,
  )
}

/** A new expense, after approval. */
export const addition: Scene = (turn) => {
  const done = turn.calls[0]
  if (done !== undefined) return afterWriting(done.result, 'added', 'Added to your expenses')
  const entry = readExpense(turn.said, turn.today)
  if (entry === undefined)
    return say('Tell me the amount and the purpose, for example “Add 12.50 for lunch”.')
  return { say: 'I can add this expense if you approve it.', calls: [{ name: 'add_expense', args: entry }] }
}

/** Removal of the newest expense, after approval. */
export const removal: Scene = (turn) => {
  const [found, done] = turn.calls
  if (found === undefined) return call('find_expenses', { order: 'newest', limit: 1 })
  if (done !== undefined) return afterWriting(done.result, 'removed', 'Removed from your expenses')
  const expense = (found.result as { expenses?: Expense[] }).expenses?.[0]
  if (expense === undefined) return say('You have no expenses.')
  return call('remove_expense', { id: expense.id })
}

/** A long answer, from two parallel tool calls. */
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
      `## Your last six months`,
      `From ${from} to today you spent **${euros(total)}**, ${euros(total / Math.max(1, months.length))} a month.`,
      ...months.map(({ key, amount, count }, index) => monthStory(key, amount, count, months[index - 1])),
      `### Categories`,
      ...categories.map(
        ({ key, amount, count }) =>
          `**${key}** took ${euros(amount)} in ${count} expenses, which is ${percent(amount, total)} of everything. The average is ${euros(amount / count)} per expense.`,
      ),
      `### Summary`,
      `The largest category, **${categories[0]?.key}**, is about the same every month. To spend less, look at small expenses that occur often: they are the easiest to change. Ask me about a category to see its expenses.`,
    ].join('\n\n'),
  )
}

/** An answer that goes on until the run is stopped, for all practical purposes. */
export const counting: Scene = () => say(Array.from({ length: 50_000 }, (_, index) => index + 1).join(' '))

/** An error of the provider. */
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

/** The list of supported sentences. */
export const menu: Scene = () =>
  say(
    [
      'I manage your **expenses**. I am a mock model (no API key set): I understand a few sentences, but the data, the tools and the approvals are real. Try one of these:',
      '',
      '- **Where did my money go last month?** – a server tool that queries a database',
      '- **Draw my spending by month** – a chart, drawn by a frontend tool',
      '- **How much was last month in dollars?** – a tool of an MCP server',
      '- **Add 12.50 for lunch** – requires your approval',
      '- **Remove my last expense** – requires your approval',
      '- **Write a review of the last six months** – a long answer that you can reload or stop',
      '- **Count until I stop you** – an answer to stop',
      '- **Show me an error** – an error of the model provider',
    ].join('\n'),
  )

function call(name: string, args: object): Reply {
  return { calls: [{ name, args }] }
}

function say(text: string): Reply {
  return { say: text }
}

/** The result of the nth `sum_expenses` call of this turn. */
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
      `${done}: **${euros(expense.amount)}** for ${expense.note} (${expense.category}), ${toDayText(expense.date)}.`,
    )
  }
  if (fields.status === 'denied') return say('Declined. Your expenses are unchanged.')
  return say('That failed. Your expenses are unchanged.')
}

function monthStory(month: string, amount: number, count: number, before: Sum | undefined): string {
  const plain = `In **${monthName(month)}** you spent ${euros(amount)} in ${count} expenses.`
  if (before === undefined) return plain
  const change = amount - before.amount
  return `${plain} That is ${euros(Math.abs(change))} ${change < 0 ? 'less' : 'more'} than in the previous month.`
}

function euros(amount: number): string {
  return toMoney(amount, 'EUR')
}

function percent(amount: number, total: number): string {
  return `${total === 0 ? 0 : Math.round((100 * amount) / total)} %`
}
