import { expect, test } from 'vitest'
import { finalizeRunEvents } from './finalize-run-events.ts'

const started = { type: 'RUN_STARTED', threadId: 't', runId: 'r' }
const brokenOff = (): { type: string }[] =>
  [
    started,
    { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
    { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'look' },
  ] as { type: string }[]

test('a run that broke off is closed and ends with an error', () => {
  const events = brokenOff()
  const appended = finalizeRunEvents(events)
  const types = appended.map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['TEXT_MESSAGE_END', 'TOOL_CALL_END', 'TOOL_CALL_RESULT']))
  expect(appended.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'INCOMPLETE_STREAM' })
  expect(events).toEqual([...brokenOff(), ...appended])
})

test('a run that the user stopped ends as cancelled, under its own ids', () => {
  const appended = finalizeRunEvents(brokenOff(), { stopRequested: true })
  expect(appended.at(-1)).toMatchObject({
    type: 'RUN_FINISHED',
    threadId: 't',
    runId: 'r',
    outcome: { type: 'cancelled' },
  })
})

test('the error says what it is told to say', () => {
  const appended = finalizeRunEvents(brokenOff(), { interruptionMessage: 'The worker is gone' })
  expect(appended.at(-1)).toMatchObject({ type: 'RUN_ERROR', message: 'The worker is gone' })
})

test('nothing is appended to a run that has its ending', () => {
  const events = [started, { type: 'RUN_FINISHED', threadId: 't', runId: 'r' }]
  expect(finalizeRunEvents(events)).toEqual([])
  expect(events).toHaveLength(2)
})

test('a run that never started gets its ending and nothing else', () => {
  expect(finalizeRunEvents([])).toEqual([expect.objectContaining({ type: 'RUN_ERROR' })])
  expect(finalizeRunEvents([], { stopRequested: true })).toEqual([
    { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } },
  ])
})
