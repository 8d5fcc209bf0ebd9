import { describe, expect, it } from 'vitest'
import { finished, guarded, running, started, typesOf } from '../../test/guarded.ts'
import type { RunAgentInput } from '../events/events.ts'
import type { Repair } from './repair.ts'

const textStart = { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }
const textContent = { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'hi' }
const textEnd = { type: 'TEXT_MESSAGE_END', messageId: 'm' }
const callStart = { type: 'TOOL_CALL_START', toolCallId: 'c', toolCallName: 'look' }

describe('the start of a run', () => {
  it('has the protocol version, the only addition to a legal start', () => {
    const { output, guard } = guarded().push({
      type: 'RUN_STARTED',
      threadId: 'thread',
      runId: 'run',
      parentRunId: 'p',
    })
    expect(output).toEqual([{ ...started, parentRunId: 'p' }])
    expect(guard.repairs).toEqual({})
  })

  it('has the given input, never that of the agent', () => {
    const startInput: RunAgentInput = {
      threadId: 'thread',
      runId: 'run',
      messages: [],
      tools: [],
      context: [],
    }
    const theirs = { ...started, input: { forwardedProps: { key: 'secret' } } }
    expect(guarded({ startInput }).push(theirs).output).toEqual([{ ...started, input: startInput }])
    expect(guarded().push(theirs).output).toEqual([started])
  })

  it('is added if the agent omits it', () => {
    const { output, guard } = guarded().push({ type: 'CUSTOM', name: 'x', value: 1 }, started)
    expect(typesOf(output)).toEqual(['RUN_STARTED', 'CUSTOM'])
    expect(guard.repairs).toEqual({ 'duplicate-start': 1 })
  })

  it('can be sent early; the agent’s own is then dropped, which is no repair', () => {
    const self = guarded()
    self.guard.start()
    self.guard.start()
    self.push({ ...started }, textStart)
    expect(typesOf(self.output)).toEqual(['RUN_STARTED', 'TEXT_MESSAGE_START'])
    expect(self.guard.repairs).toEqual({})
  })

  it('has the ids of this run, as the ending has', () => {
    const { output, guard } = guarded().push(
      { type: 'RUN_STARTED', threadId: 7, runId: 'other' },
      { type: 'RUN_FINISHED' },
    )
    expect(output).toEqual([started, finished])
    expect(guard.repairs).toEqual({ 'foreign-id': 2 })
  })
})

describe('an outcome on the start or the error of a subagent', () => {
  const started: object = { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 's' }
  const failed: object = { type: 'SUBAGENT_ERROR', subagentRunId: 's', message: 'no' }

  it.each([
    ['an unknown type', { type: 'failed' }],
    ['no type', {}],
    ['a list', []],
    ['null', null],
    ['a number', 7],
  ])('is removed if it is %s, because 0.x clients refuse it', (_what, outcome) => {
    const { output } = running().push({ ...started, outcome }, { ...failed, outcome })
    expect(output).toEqual([started, failed])
  })

  it('loses illegal interrupt ids', () => {
    const outcome = { type: 'suspended', interruptIds: [null, 'i', 7] }
    const { output } = running().push({ ...started, outcome })
    expect(output).toMatchObject([{ outcome: { type: 'suspended', interruptIds: ['i'] } }])
  })
})

describe('the type of an encrypted value', () => {
  const encrypted: object = {
    type: 'REASONING_ENCRYPTED_VALUE',
    subtype: 'message',
    entityId: 'm',
    encryptedValue: 'e',
  }

  it('is kept', () => {
    const typed = { ...encrypted, encryptedValueType: 'thinking' }
    expect(running().push(textStart, typed).output).toEqual([textStart, typed])
  })

  it.each([null, 7, {}])('is removed if it is %j', (encryptedValueType) => {
    const { output } = running().push(textStart, { ...encrypted, encryptedValueType })
    expect(output).toEqual([textStart, encrypted])
  })
})

describe('legal events', () => {
  it('pass as the same objects', () => {
    const events = [textStart, textContent, textEnd, callStart, { type: 'TOOL_CALL_END', toolCallId: 'c' }]
    const { output, guard } = running().push(...events)
    expect(output.every((event, index) => Object.is(event, events[index]))).toBe(true)
    expect(guard.repairs).toEqual({})
  })

  it('pass as instances of a class, with their JSON form', () => {
    class TextContent {
      readonly type = 'TEXT_MESSAGE_CONTENT'
      readonly messageId = 'm'
      readonly delta = 'hi'
    }
    expect(running().push(textStart, new TextContent()).output).toEqual([textStart, textContent])
  })
})

describe('an event object that the agent reuses', () => {
  it('does not change the open items', () => {
    const event: Record<string, unknown> = { ...textStart }
    const self = running().push(event)
    Object.assign(event, { type: 'TEXT_MESSAGE_CONTENT', messageId: 'other', delta: 'hi' })
    expect(self.guard.openers()).toEqual([textStart])
    expect(self.push(finished).output.slice(-2)).toEqual([textEnd, finished])
  })
})

describe('fields', () => {
  it.each([
    ['null', null],
    ['of the wrong type', { not: 'this' }],
  ])('that are optional and %s are removed', (_, wrong) => {
    const given = { ...textStart, timestamp: wrong, role: wrong, name: wrong, subagentRunId: wrong }
    const { output, guard } = running().push(given)
    expect(output).toEqual([{ type: 'TEXT_MESSAGE_START', messageId: 'm' }])
    expect(guard.repairs).toEqual({ field: 4 })
  })

  it('that JSON would encode as null are removed too', () => {
    const { output } = running().push({ ...textStart, rawEvent: NaN, metadata: new Date(0) })
    expect(output).toEqual([textStart])
  })

  it('that are ids may be numbers, and deltas objects', () => {
    const { output } = running().push(
      { ...callStart, toolCallId: 5 },
      { type: 'TOOL_CALL_ARGS', toolCallId: 5, delta: { city: 'Bonn' } },
    )
    expect(output).toEqual([
      { ...callStart, toolCallId: '5' },
      { type: 'TOOL_CALL_ARGS', toolCallId: '5', delta: '{"city":"Bonn"}' },
    ])
  })

  it.each([
    { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm' },
    { type: 'STATE_SNAPSHOT' },
    { type: 'RAW' },
    {
      type: 'STATE_DELTA',
      delta: [
        { op: 'add', path: '/a', value: 1 },
        { op: 'add', path: 'b', value: 1 },
      ],
    },
    { type: 'STATE_DELTA', delta: [{ op: 'replace', path: '/a' }] },
    {
      type: 'ACTIVITY_DELTA',
      messageId: 'a',
      activityType: 't',
      patch: [{ op: 'move', path: '/a', from: '/~2' }],
    },
    { type: 'ACTIVITY_SNAPSHOT', messageId: 'a', activityType: 't', content: 'text' },
    { type: 'SUBAGENT_STARTED', name: 'helper' },
  ])('that $type requires are missing: the event is dropped', (event) => {
    const { output, guard } = running().push(event)
    expect(output).toEqual([])
    expect(guard.repairs).toEqual({ malformed: 1 })
  })

  it('have a default where AG-UI requires one: null for CUSTOM, an id and text for a tool result', () => {
    const { output } = running().push(
      { type: 'CUSTOM', name: 'ping' },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: { degrees: 21 } },
    )
    expect(output).toEqual([
      { type: 'CUSTOM', name: 'ping', value: null },
      { type: 'TOOL_CALL_RESULT', toolCallId: 'c', content: '{"degrees":21}', messageId: 'c-result' },
    ])
  })

  it('that hold messages lose illegal ones', () => {
    const good = { id: 'u', role: 'user', content: 'hi' }
    const { output } = running().push({
      type: 'MESSAGES_SNAPSHOT',
      messages: [good, { id: 'x', role: 'wizard' }, null],
    })
    expect(output).toEqual([{ type: 'MESSAGES_SNAPSHOT', messages: [good] }])
  })
})

describe('an event that AG-UI does not define', () => {
  it('is passed on as RAW if it has a type', () => {
    const event = { type: 'SOMETHING_NEW', value: 1 }
    const { output, guard } = running().push(event)
    expect(output).toEqual([{ type: 'RAW', event, source: 'unknown-event-type' }])
    expect(guard.repairs).toEqual({ 'unknown-type': 1 })
  })

  it('is dropped if it has none or cannot be read', () => {
    const trap = new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no')
        },
      },
    )
    const { output, guard } = running().push(null, 'text', [], {}, { type: 7 }, trap)
    expect(output).toEqual([])
    expect(guard.repairs).toEqual({ unreadable: 6 })
  })

  it('is translated if it is a retired THINKING event', () => {
    const { output, guard } = running().push(
      { type: 'THINKING_START', title: 'Hm' },
      { type: 'THINKING_TEXT_MESSAGE_START' },
      { type: 'THINKING_TEXT_MESSAGE_CONTENT', delta: 'so' },
      { type: 'THINKING_END' },
      { type: 'THINKING_END' },
    )
    expect(output).toEqual([
      { type: 'REASONING_START', messageId: 'run-reasoning-span-1' },
      { type: 'REASONING_MESSAGE_START', messageId: 'run-reasoning-2', role: 'reasoning' },
      { type: 'REASONING_MESSAGE_CONTENT', messageId: 'run-reasoning-2', delta: 'so' },
      { type: 'REASONING_MESSAGE_END', messageId: 'run-reasoning-2' },
      { type: 'REASONING_END', messageId: 'run-reasoning-span-1' },
    ])
    expect(guard.repairs).toEqual({ 'retired-type': 5 })
  })
})

describe('the order of events', () => {
  it('is completed: content opens a missing item, also a second time', () => {
    const { output, guard } = running().push(textContent, textEnd, textContent)
    expect(output).toEqual([textStart, textContent, textEnd, textStart, textContent])
    expect(guard.repairs).toEqual({ 'missing-start': 2 })
  })

  it('is completed for reasoning, whose start gets a role', () => {
    const content = { type: 'REASONING_MESSAGE_CONTENT', messageId: 'r', delta: 'so' }
    const start = { type: 'REASONING_MESSAGE_START', messageId: 'r', role: 'reasoning' }
    expect(running().push(content).output).toEqual([start, content])
    expect(running().push({ type: 'REASONING_MESSAGE_START', messageId: 'r' }).output).toEqual([start])
  })

  it('drops ends and arguments of items that are not open', () => {
    const { output, guard } = running().push(
      textEnd,
      { type: 'TOOL_CALL_ARGS', toolCallId: 'c', delta: '{' },
      { type: 'TOOL_CALL_END', toolCallId: 'c' },
      { type: 'REASONING_END', messageId: 'r' },
    )
    expect(output).toEqual([])
    expect(guard.repairs).toEqual({ 'not-open': 4 })
  })

  it('drops a second start of an open item', () => {
    const { output, guard } = running().push(textStart, { ...textStart }, callStart, { ...callStart })
    expect(output).toEqual([textStart, callStart])
    expect(guard.repairs).toEqual({ 'duplicate-start': 2 })
  })

  it('attributes the end of a step to its owner', () => {
    const start = { type: 'STEP_STARTED', stepName: 'plan', subagentRunId: 's' }
    const { output } = running().push(start, { type: 'STEP_FINISHED', stepName: 'plan' })
    expect(output).toEqual([start, { type: 'STEP_FINISHED', stepName: 'plan', subagentRunId: 's' }])
  })

  it('adds the start of a step that only finishes', () => {
    const { output } = running().push({ type: 'STEP_FINISHED', stepName: 'plan' })
    expect(typesOf(output)).toEqual(['STEP_STARTED', 'STEP_FINISHED'])
  })

  it('lets a subagent start and end once', () => {
    const end = { type: 'SUBAGENT_FINISHED', subagentRunId: 's' }
    const start = { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 's' }
    const { output, guard } = running().push(end, start, { ...end })
    expect(output).toEqual([start, end])
    expect(guard.repairs).toEqual({ 'missing-start': 1, 'duplicate-start': 1, 'not-open': 1 })
  })
})

describe('attribution', () => {
  it('removes a tag that contradicts the start', () => {
    const { output, guard } = running().push(textStart, { ...textContent, subagentRunId: 's' })
    expect(output).toEqual([textStart, textContent])
    expect(guard.repairs).toEqual({ attribution: 1 })
  })

  it('keeps a tool call with its message', () => {
    const { output } = running().push(
      { ...textStart, subagentRunId: 's1' },
      { ...callStart, parentMessageId: 'm', subagentRunId: 's2' },
    )
    expect(output[1]).toEqual({ ...callStart, parentMessageId: 'm' })
  })

  it('removes a reopened tool call from a message of another owner', () => {
    const { output } = running().push(
      callStart,
      { type: 'TOOL_CALL_END', toolCallId: 'c' },
      { ...textStart, subagentRunId: 's1' },
      { ...callStart, parentMessageId: 'm', subagentRunId: 's1' },
    )
    expect(output[3]).toEqual(callStart)
  })

  it('uses the owners of a snapshot', () => {
    const messages = [{ id: 'm', role: 'assistant', content: '', subagentRunId: 's1' }]
    const tagged = { ...textContent, subagentRunId: 's1' }
    const { output } = running().push(textStart, { type: 'MESSAGES_SNAPSHOT', messages }, tagged)
    expect(output[2]).toBe(tagged)
  })

  it('knows the owners of earlier runs from ownerOf', () => {
    const self = running({ ownerOf: (kind, id) => (kind === 'message' && id === 'm' ? null : undefined) })
    expect(self.push({ ...textStart, subagentRunId: 's' }).output).toEqual([textStart])
  })

  it('removes an unknown parent', () => {
    const start = { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 'helper' }
    expect(running().push({ ...start, parentSubagentRunId: 'ghost' }).output).toEqual([start])
  })
})

describe('reporting', () => {
  it('reports each repair with the event of the agent, and ignores errors of the callback', () => {
    const repairs: Repair[] = []
    const onRepair = (repair: Repair): void => {
      repairs.push(repair)
      throw new Error('hook')
    }
    const given = { ...textStart, role: 'wizard' }
    const { output } = running({ onRepair }).push(given)
    expect(output).toHaveLength(1)
    expect(repairs).toEqual([{ kind: 'field', event: given, detail: 'role' }])
  })
})

describe('joining', () => {
  it('returns the starts of open items, oldest first, and the finished subagents', () => {
    const subagent = { type: 'SUBAGENT_STARTED', subagentRunId: 's', name: 'helper' }
    const over = { type: 'SUBAGENT_FINISHED', subagentRunId: 's' }
    const step = { type: 'STEP_STARTED', stepName: 'plan' }
    const self = running().push(step, subagent, textStart, callStart, textEnd, over)
    expect(self.guard.openers()).toEqual([step, subagent, over, callStart])
    expect(self.finish().guard.openers()).toEqual([])
  })
})
