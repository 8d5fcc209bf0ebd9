import { expect, test } from 'vitest'
import type { ResumeEntry } from '../events/events.ts'
import { withInterruptIds } from './interrupt-ids.ts'
import type { InterruptRecord } from './thread-record.ts'

const open = (id: string, toolCallId?: string): InterruptRecord => ({
  id,
  json: JSON.stringify({ id, reason: 'tool_call', ...(toolCallId !== undefined && { toolCallId }) }),
})
const answered = (id: string, toolCallId: string): InterruptRecord => ({
  ...open(id, toolCallId),
  answer: { json: '{}', base: 1 },
})
const to = (...ids: string[]): ResumeEntry[] =>
  ids.map((interruptId) => ({ interruptId, status: 'resolved' }))

test.each<[string, InterruptRecord[], given: string[], meant: string[]]>([
  ['the id of the interrupt', [open('approval_c', 'c')], ['approval_c'], ['approval_c']],
  ['the id of the call of an approval', [open('approval_c', 'c')], ['c'], ['approval_c']],
  ['the id of an approval for the id of the call', [open('c', 'c')], ['approval_c'], ['c']],
  ['the id of a call for an id of another form', [open('ask-1', 'c')], ['c'], ['ask-1']],
  ['the id of an approval for an id of another form', [open('ask-1', 'c')], ['approval_c'], ['ask-1']],
  ['the id of a call whose interrupt does not name it', [open('approval_c')], ['c'], ['approval_c']],
  ['an interrupt that was answered', [answered('approval_c', 'c')], ['c'], ['approval_c']],
  ['the open one of two interrupts', [answered('a', 'c'), open('b', 'c')], ['c'], ['b']],
  ['two interrupts of one call', [open('a', 'c'), open('b', 'c')], ['c'], ['c']],
  ['both ids of one interrupt', [open('approval_c', 'c')], ['c', 'approval_c'], ['c', 'approval_c']],
  [
    'the answers of two calls',
    [open('approval_c', 'c'), open('d', 'd')],
    ['c', 'approval_d'],
    ['approval_c', 'd'],
  ],
  ['no interrupt at all', [], ['c'], ['c']],
  ['the id of another call', [open('approval_c', 'c')], ['d'], ['d']],
])('answers to %s', (_, records, given, meant) => {
  expect(withInterruptIds(to(...given), records).map(({ interruptId }) => interruptId)).toEqual(meant)
})
