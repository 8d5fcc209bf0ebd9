import { expect, it } from 'vitest'
import { openLedger } from '../ledger/ledger.ts'
import { createExpenseTools } from './expense-tools.ts'

it('adds one expense per call of a thread, even if another thread has a call with the same id', async () => {
  const ledger = openLedger(':memory:')
  const add = createExpenseTools(ledger).find((tool) => tool.name === 'add_expense')
  const write = (threadId: string) =>
    add?.execute?.(
      { date: '2026-03-01', amount: 3, category: 'food', note: 'tea' },
      {
        toolCallId: 'call_0',
        signal: new AbortController().signal,
        input: { threadId, runId: 'r', messages: [], tools: [], context: [] },
      },
    )
  await write('a')
  await write('a')
  await write('b')
  expect(ledger.find({}, 'newest', 10)).toHaveLength(2)
  ledger.close()
})
