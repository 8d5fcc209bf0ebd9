import { describe, expect, it } from 'vitest'
import { play } from './play.ts'
import { readTurn } from './turn.ts'

const TOOLS = ['draw_chart', 'convert_currency'].map((name) => ({ type: 'function', function: { name } }))

/** The reply to a sentence on 20 March, after these calls with their results. */
function after(said: string, ...past: [name: string, result: unknown][]) {
  const messages = [
    { role: 'system', content: 'Prompt' },
    { role: 'user', content: 'Something before' },
    { role: 'assistant', content: 'An answer' },
    { role: 'user', content: [{ type: 'text', text: said }] },
    ...past.flatMap(([name, result], index) => [
      {
        role: 'assistant',
        tool_calls: [{ id: `${index}`, type: 'function', function: { name, arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: `${index}`, content: JSON.stringify(result) },
    ]),
  ]
  return play(readTurn({ messages, tools: TOOLS }, '2025-03-20'))
}

const calls = (name: string, args: object) => expect.objectContaining({ calls: [{ name, args }] })
const sums = (...rows: [key: string, amount: number][]) => ({
  sums: rows.map(([key, amount]) => ({ key, amount, count: 2 })),
})

describe('the mock model', () => {
  it.each([
    ['Where did my money go last month?', { group_by: 'category', from: '2025-02-01', to: '2025-02-28' }],
    ['How much did I spend this month?', { group_by: 'category', from: '2025-03-01', to: '2025-03-31' }],
    ['What did I spend in December?', { group_by: 'category', from: '2024-12-01', to: '2024-12-31' }],
    [
      'What did I spend in the last three months?',
      { group_by: 'category', from: '2025-01-01', to: '2025-03-31' },
    ],
    ['Draw my spending by month', { group_by: 'month', from: '2024-10-01', to: '2025-03-31' }],
    ['How much was last month in dollars?', { group_by: 'total', from: '2025-02-01', to: '2025-02-28' }],
  ])('calls sum_expenses first: %s', (said, args) => {
    expect(after(said)).toEqual(calls('sum_expenses', args))
  })

  it('queries a single category', () => {
    expect(after('How much did I spend on groceries last month?')).toEqual(
      calls('sum_expenses', {
        group_by: 'total',
        from: '2025-02-01',
        to: '2025-02-28',
        category: 'groceries',
      }),
    )
  })

  it('replies with the tool results', () => {
    const reply = after('Where did my money go?', ['sum_expenses', sums(['rent', 780], ['fun', 220])])
    expect(reply).toMatchObject({ say: expect.stringContaining('**€1,000.00** last month') })
    expect(reply).toMatchObject({ say: expect.stringContaining('| fun | €220.00 | 22 % |') })
  })

  it('draws a chart of the sums, and converts them', () => {
    expect(after('Draw a chart', ['sum_expenses', sums(['2025-02', 5], ['2025-03', 7])])).toEqual(
      calls('draw_chart', {
        title: 'Spending by month',
        kind: 'line',
        unit: 'EUR',
        points: [
          { label: 'Feb', value: 5 },
          { label: 'Mar', value: 7 },
        ],
      }),
    )
    expect(after('And in pounds?', ['sum_expenses', sums(['total', 12])])).toEqual(
      calls('convert_currency', { amount: 12, from: 'EUR', to: 'GBP' }),
    )
  })

  it.each([
    ['Add 12.50 for lunch', { date: '2025-03-20', amount: 12.5, category: 'eating out', note: 'Lunch' }],
    [
      'I spent 3,20 on a coffee yesterday.',
      { date: '2025-03-19', amount: 3.2, category: 'eating out', note: 'Coffee' },
    ],
    ['Add 9 for string', { date: '2025-03-20', amount: 9, category: 'other', note: 'String' }],
  ])('calls add_expense: %s', (said, args) => {
    expect(after(said)).toEqual(calls('add_expense', args))
  })

  it('reports a declined approval and a failed call', () => {
    expect(after('Add 1 for tea', ['add_expense', { status: 'denied' }])).toMatchObject({
      say: expect.stringContaining('unchanged'),
    })
    expect(after('Add 1 for tea', ['add_expense', 'Error: disk full'])).toMatchObject({
      say: expect.stringContaining('That failed'),
    })
  })

  it.each(['', 'Hello!', 'What can you do?'])('lists what it supports when the message is %j', (said) => {
    expect(after(said)).toMatchObject({ say: expect.stringContaining('mock model') })
  })

  it('accepts an invalid body', () => {
    expect(play(readTurn(null, '2025-03-20'))).toMatchObject({
      say: expect.stringContaining('manage your **expenses**'),
    })
  })
})
