import { expect, test } from 'vitest'
import { createRunEventFinalizer, finalizeRunEvents } from './finalize-run-events.ts'

const started = { type: 'RUN_STARTED', threadId: 't', runId: 'r' }
const incompleteRun = (): { type: string }[] =>
  [
    started,
    { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' },
    { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'look' },
  ] as { type: string }[]

test('an incomplete run is closed and ends with an error', () => {
  const events = incompleteRun()
  const appended = finalizeRunEvents(events)
  const types = appended.map(({ type }) => type)
  expect(types).toEqual(expect.arrayContaining(['TEXT_MESSAGE_END', 'TOOL_CALL_END', 'TOOL_CALL_RESULT']))
  expect(appended.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'INCOMPLETE_STREAM' })
  expect(events).toEqual([...incompleteRun(), ...appended])
})

test('a stopped run ends as cancelled, with its own ids', () => {
  const appended = finalizeRunEvents(incompleteRun(), { stopRequested: true })
  expect(appended.at(-1)).toMatchObject({
    type: 'RUN_FINISHED',
    threadId: 't',
    runId: 'r',
    outcome: { type: 'cancelled' },
  })
})

test('the error has the given message', () => {
  const appended = finalizeRunEvents(incompleteRun(), { interruptionMessage: 'The worker exited' })
  expect(appended.at(-1)).toMatchObject({ type: 'RUN_ERROR', message: 'The worker exited' })
})

test('nothing is appended to a run that has ended', () => {
  const events = [started, { type: 'RUN_FINISHED', threadId: 't', runId: 'r' }]
  expect(finalizeRunEvents(events)).toEqual([])
  expect(events).toHaveLength(2)
})

test('a run that never started gets only a terminal event', () => {
  expect(finalizeRunEvents([])).toEqual([expect.objectContaining({ type: 'RUN_ERROR' })])
  expect(finalizeRunEvents([], { stopRequested: true })).toEqual([
    { type: 'RUN_FINISHED', outcome: { type: 'cancelled' } },
  ])
})

test('a finalizer that observes the events one by one returns the same, once', () => {
  for (const options of [{}, { stopRequested: true }, { interruptionMessage: 'Gone' }]) {
    const finalizer = createRunEventFinalizer()
    for (const event of incompleteRun()) finalizer.observe(event)
    expect(finalizer.finalize(options)).toEqual(finalizeRunEvents(incompleteRun(), options))
    expect(finalizer.finalize(options)).toEqual([])
  }
})
