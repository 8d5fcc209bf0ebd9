import { defineTool, type ToolDefinition } from '@flightdeck/builtin-agent'
import { z } from 'zod'
import type { Ledger } from '../ledger/ledger.ts'

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as YYYY-MM-DD')
const filter = {
  from: day.optional().describe('The first day, YYYY-MM-DD'),
  to: day.optional().describe('The last day, YYYY-MM-DD'),
  category: z.string().optional().describe('A single category, in lower case'),
}
const entry = {
  date: day.describe('The day of the expense, YYYY-MM-DD'),
  amount: z.number().positive().describe('In euros'),
  category: z.string().describe('In lower case; use an existing category if one fits'),
  note: z.string().describe('The purpose, in a few words'),
}

/** The tools for the expenses. Reading needs no approval; every change needs the user's approval. */
export function createExpenseTools(ledger: Ledger): ToolDefinition[] {
  return [
    defineTool({
      name: 'find_expenses',
      description: 'Lists expenses with their ids',
      parameters: z.object({
        ...filter,
        text: z.string().optional().describe('A text that the note contains'),
        order: z.enum(['newest', 'largest']).default('newest'),
        limit: z.number().int().min(1).max(50).default(10),
      }),
      execute: ({ order, limit, ...wanted }) => ({
        currency: 'EUR',
        expenses: ledger.find(wanted, order, limit),
      }),
    }),
    defineTool({
      name: 'sum_expenses',
      description: 'Sums expenses: in total, by category or by month',
      parameters: z.object({ group_by: z.enum(['total', 'category', 'month']), ...filter }),
      execute: ({ group_by, ...wanted }) => ({ currency: 'EUR', sums: ledger.sum(wanted, group_by) }),
    }),
    defineTool({
      name: 'add_expense',
      description: 'Adds an expense. Requires the approval of the user.',
      parameters: z.object(entry),
      needsApproval: true,
      interruptMessage: 'Add this expense?',
      // Thread id and call id are an idempotency key, so that one approval never adds two expenses.
      execute: (given, { toolCallId, input }) => ({
        added: ledger.add(given, `${input.threadId} ${toolCallId}`),
      }),
    }),
    defineTool({
      name: 'change_expense',
      description: 'Changes an expense by its id. Requires the approval of the user.',
      parameters: z.object({ id: z.number().int(), ...z.object(entry).partial().shape }),
      needsApproval: true,
      interruptMessage: 'Change this expense?',
      execute: ({ id, ...change }) => ({ changed: ledger.change(id, change) }),
    }),
    defineTool({
      name: 'remove_expense',
      description: 'Removes an expense by its id. Requires the approval of the user.',
      parameters: z.object({ id: z.number().int() }),
      needsApproval: true,
      interruptMessage: 'Remove this expense?',
      execute: ({ id }) => ({ removed: ledger.remove(id) }),
    }),
  ]
}
