import { defineTool, type ToolDefinition } from '@flightdeck/builtin-agent'
import { z } from 'zod'
import type { Ledger } from '../ledger/ledger.ts'

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as YYYY-MM-DD')
const filter = {
  from: day.optional().describe('The first day, YYYY-MM-DD'),
  to: day.optional().describe('The last day, YYYY-MM-DD'),
  category: z.string().optional().describe('One category only, in small letters'),
}
const entry = {
  date: day.describe('The day it was spent, YYYY-MM-DD'),
  amount: z.number().positive().describe('In euros'),
  category: z.string().describe('In small letters; use one that exists where it fits'),
  note: z.string().describe('What it was for, in a few words'),
}

/** The tools over a book of expenses. Reading is free, and every change waits until a human has agreed to it. */
export function createExpenseTools(ledger: Ledger): ToolDefinition[] {
  return [
    defineTool({
      name: 'find_expenses',
      description: 'Lists expenses of the book, with their ids',
      parameters: z.object({
        ...filter,
        text: z.string().optional().describe('A part of the note'),
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
      description: 'Adds expenses up: in total, by category or by month',
      parameters: z.object({ group_by: z.enum(['total', 'category', 'month']), ...filter }),
      execute: ({ group_by, ...wanted }) => ({ currency: 'EUR', sums: ledger.sum(wanted, group_by) }),
    }),
    defineTool({
      name: 'add_expense',
      description: 'Writes a new expense into the book. The user is asked first.',
      parameters: z.object(entry),
      needsApproval: true,
      interruptMessage: 'Write this into your book?',
      // The call keeps one approval from writing twice, whatever happens in between. Its id is its own in its thread only.
      execute: (given, { toolCallId, input }) => ({
        added: ledger.add(given, `${input.threadId} ${toolCallId}`),
      }),
    }),
    defineTool({
      name: 'change_expense',
      description: 'Changes an expense of the book, given by its id. The user is asked first.',
      parameters: z.object({ id: z.number().int(), ...z.object(entry).partial().shape }),
      needsApproval: true,
      interruptMessage: 'Change this in your book?',
      execute: ({ id, ...change }) => ({ changed: ledger.change(id, change) }),
    }),
    defineTool({
      name: 'remove_expense',
      description: 'Takes an expense out of the book, given by its id. The user is asked first.',
      parameters: z.object({ id: z.number().int() }),
      needsApproval: true,
      interruptMessage: 'Take this out of your book?',
      execute: ({ id }) => ({ removed: ledger.remove(id) }),
    }),
  ]
}
