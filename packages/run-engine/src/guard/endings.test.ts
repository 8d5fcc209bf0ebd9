import { describe, expect, it } from 'vitest'
import { finished, guarded, running, typesOf } from '../../test/guarded.ts'

const text = { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }
const call = { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'look' }
const callEnd = { type: 'TOOL_CALL_END', toolCallId: 'c' }
const step = { type: 'STEP_STARTED', stepName: 'plan', subagentRunId: 's' }
const subagent = { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 'helper' }
const cancelled = { ...finished, outcome: { type: 'cancelled' } }

const result = (content: object): object => ({
  type: 'TOOL_CALL_RESULT',
  messageId: 'c-result',
  toolCallId: 'c',
  role: 'tool',
  content: JSON.stringify(content),
})
const stopped = result({ status: 'stopped', reason: 'stop_requested', message: 'Run stopped by user' })

describe('an ending', () => {
  it('comes after all open items are closed, the last opened first', () => {
    const { output, guard } = running().push(
      subagent,
      step,
      { type: 'REASONING_START', messageId: 'r' },
      { type: 'REASONING_MESSAGE_START', messageId: 'r', role: 'reasoning' },
      text,
      call,
      finished,
    )
    expect(output.slice(6)).toEqual([
      callEnd,
      { type: 'TEXT_MESSAGE_END', messageId: 'm' },
      { type: 'REASONING_MESSAGE_END', messageId: 'r' },
      { type: 'REASONING_END', messageId: 'r' },
      { type: 'STEP_FINISHED', stepName: 'plan', subagentRunId: 's' },
      { type: 'SUBAGENT_FINISHED', subagentRunId: 's' },
      finished,
    ])
    expect(guard.repairs).toEqual({ 'missing-end': 6 })
    expect(guard.ended).toEqual({ status: 'finished' })
  })

  it('is the last event, whatever the agent still sends', () => {
    const self = running().push(finished, text, { type: 'RUN_ERROR', message: 'late' }).finish()
    expect(self.output).toEqual([finished])
    expect(self.guard.repairs).toEqual({ 'after-ending': 2 })
  })

  it('is the last event even if the receiver of an event finishes the run at once', () => {
    const self = guarded({
      emit(event) {
        self.output.push(event)
        if (event.type === 'TEXT_MESSAGE_START') self.guard.finish({ kind: 'failed', message: 'Too much' })
      },
    })
    self.push({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'hi' })
    expect(typesOf(self.output)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_END',
      'RUN_ERROR',
    ])
  })

  it('is an error if the agent sends none', () => {
    const { output, guard } = guarded().finish().finish()
    expect(typesOf(output)).toEqual(['RUN_STARTED', 'RUN_ERROR'])
    expect(output[1]).toEqual({
      type: 'RUN_ERROR',
      message: 'Run ended without emitting a terminal event',
      code: 'INCOMPLETE_STREAM',
    })
    expect(guard.repairs).toEqual({ 'missing-ending': 1 })
  })

  it('leaves calls pending on success, as frontend tools require', () => {
    expect(running().push(call, finished).output).toEqual([call, callEnd, finished])
  })

  it('loses an interrupt outcome without an answerable interrupt', () => {
    const { output, guard } = running().push({
      ...finished,
      outcome: { type: 'interrupt', interrupts: [{ reason: 'x' }] },
    })
    expect(output).toEqual([finished])
    expect(guard.ended).toEqual({ status: 'finished' })
  })

  it('has each interrupt once, without fields that old clients reject, and suspends subagents', () => {
    const interrupt = { id: 'i', reason: 'approval', subagentRunId: 's' }
    const { output, guard } = running().push(subagent, {
      ...finished,
      outcome: {
        type: 'interrupt',
        interrupts: [{ ...interrupt, message: null, mine: 1 }, interrupt],
        mine: 1,
      },
    })
    expect(output.slice(1)).toEqual([
      { type: 'SUBAGENT_FINISHED', subagentRunId: 's', outcome: { type: 'suspended', interruptIds: ['i'] } },
      { ...finished, outcome: { type: 'interrupt', interrupts: [interrupt] } },
    ])
    expect(guard.ended).toEqual({ status: 'paused', interrupts: [interrupt] })
  })

  it('keeps only legal usage', () => {
    const { guard } = running().push({
      ...finished,
      usage: [{ model: 'm', inputTokens: 3, outputTokens: -1 }, null],
    })
    expect(guard.ended).toEqual({ status: 'finished', usage: [{ model: 'm', inputTokens: 3 }] })
  })
})

describe('a run that fails', () => {
  it('adds a result to every pending call', () => {
    const content = { status: 'error', reason: 'missing_terminal_event', message: 'The agent failed' }
    const { output, guard } = running()
      .push(call, { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{"ci' })
      .finish({ kind: 'failed', message: 'The agent failed', code: 'agent_error' })
    expect(output.slice(2)).toEqual([
      callEnd,
      result(content),
      { type: 'RUN_ERROR', message: 'The agent failed', code: 'agent_error' },
    ])
    expect(guard.ended).toEqual({ status: 'failed', message: 'The agent failed', code: 'agent_error' })
    expect(guard.repairs).toEqual({ 'missing-end': 1, 'unanswered-call': 1 })
  })

  it('adds them also if the agent sends RUN_ERROR, but not to calls with a result', () => {
    const answered = { type: 'TOOL_CALL_RESULT', toolCallId: 'c', messageId: 'own', content: 'ok' }
    const error = { type: 'RUN_ERROR', message: 'No luck' }
    expect(running().push(call, callEnd, answered, error).output).toEqual([call, callEnd, answered, error])
    expect(typesOf(running().push(call, callEnd, error).output).slice(2)).toEqual([
      'TOOL_CALL_RESULT',
      'RUN_ERROR',
    ])
    const messages = [{ id: 't', role: 'tool', toolCallId: 'c', content: 'ok' }]
    const inSnapshot = running().push(call, callEnd, { type: 'MESSAGES_SNAPSHOT', messages }, error)
    expect(typesOf(inSnapshot.output).slice(2)).toEqual(['MESSAGES_SNAPSHOT', 'RUN_ERROR'])
  })

  it('ends its subagents as failed', () => {
    const { output } = running().push(subagent).finish({ kind: 'failed', message: 'The agent failed' })
    expect(output[1]).toEqual({
      type: 'SUBAGENT_ERROR',
      subagentRunId: 's',
      message: 'The agent failed',
      code: 'run_failed',
    })
  })
})

describe('a run that the user stops', () => {
  it('ends as cancelled, with results for its calls and its subagents ended', () => {
    const { output, guard } = running().push(subagent, call).finish({ kind: 'cancelled' })
    expect(output.slice(2)).toEqual([
      callEnd,
      stopped,
      { type: 'SUBAGENT_ERROR', subagentRunId: 's', message: 'Run stopped by user', code: 'cancelled' },
      cancelled,
    ])
    expect(guard.ended).toEqual({ status: 'cancelled' })
  })

  it.each([
    ['RUN_FINISHED', { ...finished, result: 1, usage: [{ inputTokens: 2 }] }],
    ['RUN_ERROR', { type: 'RUN_ERROR', message: 'AbortError', usage: [{ inputTokens: 2 }] }],
  ])('ends as cancelled although the agent sends %s; usage is kept', (_, ending) => {
    const self = running()
    self.guard.cancel()
    self.push(text, ending)
    expect(typesOf(self.output)).toEqual(['TEXT_MESSAGE_START', 'TEXT_MESSAGE_END', 'RUN_FINISHED'])
    expect(self.output.at(-1)).toEqual({ ...cancelled, usage: [{ inputTokens: 2 }] })
  })

  it.each([{ kind: 'completed' }, { kind: 'failed', message: 'AbortError' }] as const)(
    'ends as cancelled although its producer $kind',
    (end) => {
      const self = running()
      self.guard.cancel()
      expect(self.finish(end).output).toEqual([cancelled])
    },
  )

  it('keeps a cancelled ending of the agent', () => {
    const self = running()
    self.guard.cancel()
    expect(self.push(cancelled).output[0]).toBe(cancelled)
    expect(self.guard.repairs).toEqual({})
  })
})
