import { AbstractAgent, type BaseEvent } from '@ag-ui/client'
import { AbstractAgent as AbstractAgent0, type BaseEvent as BaseEvent0 } from 'ag-ui-client-0'
import fc from 'fast-check'
import { from, type Observable } from 'rxjs'
import { beforeEach, expect, it, vi } from 'vitest'
import { properties } from '../../test/properties.ts'
import type { WireEvent } from '../events/events.ts'
import type { ThreadContent } from './thread-content.ts'
import { ThreadReducer } from './thread-reducer.ts'

interface Decoded {
  messages: unknown[]
  state: unknown
}

interface Spoken {
  messageId: string
  delta: string
  metadata: object | undefined
  role?: string | undefined
  name?: string | undefined
}

interface Called {
  toolCallId: string
  toolCallName: string
  parentMessageId: string | undefined
  delta: string
  metadata: object | undefined
}

/** A thread's history and the events of several runs on it, each event as JSON. */
interface Story {
  messages: { id: string }[]
  state: unknown
  runs: string[][]
}

class Client1 extends AbstractAgent {
  readonly #events: string[]
  constructor({ messages, state, runs }: Story) {
    super({ initialMessages: JSON.parse(JSON.stringify(messages)), initialState: state })
    this.#events = runs.flat()
  }
  run(): Observable<BaseEvent> {
    return from(this.#events.map((json): BaseEvent => JSON.parse(json)))
  }
}

class Client0 extends AbstractAgent0 {
  readonly #events: string[]
  constructor({ messages, state, runs }: Story) {
    super({ initialMessages: JSON.parse(JSON.stringify(messages)), initialState: state })
    this.#events = runs.flat()
  }
  run(): Observable<BaseEvent0> {
    return from(this.#events.map((json): BaseEvent0 => JSON.parse(json)))
  }
}

async function asClient(agent: Client1 | Client0): Promise<Decoded> {
  await agent.runAgent()
  return { messages: agent.messages, state: agent.state }
}

function baseOf({ messages, state }: Story): ThreadContent {
  return {
    messages: messages.map((message) => ({ id: message.id, json: JSON.stringify(message) })),
    state: state === undefined ? undefined : JSON.stringify(state),
  }
}

function decode({ messages, state }: ThreadContent): Decoded {
  return {
    messages: messages.map((message) => JSON.parse(message.json)),
    state: state === undefined ? {} : JSON.parse(state),
  }
}

function reduce(base: ThreadContent, events: string[]): ThreadContent {
  const reducer = new ThreadReducer(base)
  for (const json of events) {
    const event: WireEvent = JSON.parse(json)
    reducer.apply(event, json)
    spoil(event)
  }
  return reducer.content()
}

/** Changes an event, as an agent may do after it has emitted it. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, member] of Object.entries(value)) {
    spoil(member)
    Reflect.set(value, key, 'spoilt')
  }
}

const owners: Record<string, string> = { m3: 's1', r1: 's2', a1: 's3', c9: 's4' }

/** Records a legal run: opens missing items first, and closes all before the end. */
class RunRecorder {
  readonly events: string[] = []
  readonly #texts = new Set<string>()
  readonly #reasons = new Set<string>()
  readonly #calls = new Set<string>()

  say(event: { type: string; [field: string]: unknown }): void {
    this.events.push(JSON.stringify(event))
  }

  text({ messageId, role, name, delta, metadata }: Spoken): void {
    if (!this.#texts.has(messageId)) {
      this.#texts.add(messageId)
      this.say({
        type: 'TEXT_MESSAGE_START',
        messageId,
        role,
        name,
        metadata,
        subagentRunId: owners[messageId],
      })
    }
    this.say({ type: 'TEXT_MESSAGE_CONTENT', messageId, delta, metadata })
  }

  endText({ messageId, metadata }: Spoken): void {
    if (this.#texts.delete(messageId)) this.say({ type: 'TEXT_MESSAGE_END', messageId, metadata })
  }

  reason({ messageId, delta, metadata }: Spoken): void {
    if (!this.#reasons.has(messageId)) {
      this.#reasons.add(messageId)
      const subagentRunId = owners[messageId]
      this.say({ type: 'REASONING_MESSAGE_START', messageId, role: 'reasoning', metadata, subagentRunId })
    }
    this.say({ type: 'REASONING_MESSAGE_CONTENT', messageId, delta, metadata })
  }

  endReason({ messageId, metadata }: Spoken): void {
    if (this.#reasons.delete(messageId)) this.say({ type: 'REASONING_MESSAGE_END', messageId, metadata })
  }

  call({ toolCallId, toolCallName, parentMessageId, delta, metadata }: Called): void {
    if (!this.#calls.has(toolCallId)) {
      this.#calls.add(toolCallId)
      const subagentRunId = owners[toolCallId]
      const parent = subagentRunId === undefined ? { parentMessageId } : { subagentRunId }
      this.say({ type: 'TOOL_CALL_START', toolCallId, toolCallName, metadata, ...parent })
    }
    this.say({ type: 'TOOL_CALL_ARGS', toolCallId, delta, metadata })
  }

  endCall({ toolCallId, metadata }: Called): void {
    if (this.#calls.delete(toolCallId)) this.say({ type: 'TOOL_CALL_END', toolCallId, metadata })
  }

  end(threadId: string, runId: string, fails: boolean): void {
    if (fails) return this.say({ type: 'RUN_ERROR', message: 'failed' })
    for (const messageId of this.#texts) this.say({ type: 'TEXT_MESSAGE_END', messageId })
    for (const messageId of this.#reasons) this.say({ type: 'REASONING_MESSAGE_END', messageId })
    for (const toolCallId of this.#calls) this.say({ type: 'TOOL_CALL_END', toolCallId })
    this.say({ type: 'RUN_FINISHED', threadId, runId })
  }
}

/** `strict` restricts events to those that both client versions handle alike. */
function stories(strict: boolean): fc.Arbitrary<Story> {
  const messageId = fc.constantFrom('m0', 'm1', 'm2', 'm3')
  const reasoningId = strict ? fc.constantFrom('r0', 'r1') : fc.constantFrom('r0', 'r1', 'm0', 'a0')
  const activityId = strict ? fc.constantFrom('a0', 'a1') : fc.constantFrom('a0', 'a1', 'm1', 'r0')
  const toolCallId = fc.constantFrom('c0', 'c1', 'c"2')
  const authority = [null, ['plan'], 7].map((types) => ({
    '@ag-ui/client': { authoritativeActivityTypes: types },
  }))
  const metadata = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: fc.constantFrom({}, { a: 1 }, { b: null }, { a: { deep: [1] } }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom({ c: 1 }, ...(strict ? [] : [...authority, { '@ag-ui/client': 'all' }])),
    },
  )
  const delta = fc.constantFrom('', 'x', 'y"é\n', '{"')
  const content = strict ? delta : fc.oneof(delta, delta, fc.constant([{ type: 'text', text: 'part' }]))
  const activityType = fc.constantFrom('plan', 'search')
  const activity = fc.constantFrom({}, { a: 1 }, { a: { b: 1 }, list: [1] })
  const toolCallName = fc.constantFrom('f', 'g')
  const call = fc
    .record({ id: toolCallId, name: toolCallName, arguments: delta })
    .map(({ id, ...called }) => ({ id, type: 'function', function: called }))
  const toolCalls = fc.uniqueArray(call, { selector: ({ id }) => id, minLength: 1, maxLength: 2 })
  const callerId = fc.constantFrom('m0', 'm1', 'm2')
  const message = fc.oneof(
    fc.record({ id: messageId, role: fc.constant('user'), content, metadata }),
    fc.record({ id: messageId, role: fc.constant('assistant'), content: delta, metadata }),
    fc.record({ id: callerId, role: fc.constant('assistant'), content: delta, toolCalls, metadata }),
    fc.record({ id: callerId, role: fc.constant('assistant'), toolCalls }),
    fc.record({ id: fc.constantFrom('k0', 'k1', 'm3'), role: fc.constant('tool'), content, toolCallId }),
    fc.record({ id: reasoningId, role: fc.constant('reasoning'), content: delta }),
    fc.record({ id: activityId, role: fc.constant('activity'), activityType, content: activity }),
  )
  const messages = fc
    .uniqueArray(message, { selector: ({ id }) => id, maxLength: 6 })
    .map((list) => list.map((each) => ({ ...each, subagentRunId: owners[each.id] })))

  const value = fc.constantFrom<unknown>(1, 'v', { b: 1 }, [1, 2])
  const path = fc.constantFrom('/a', '/b', '/a/b', '/a/0', '/a/-', '/list/-', '/list/0', '/none/deep')
  const key = fc.constantFrom('/a', '/b')
  const operation = fc.oneof(
    fc.record({ op: fc.constantFrom('add', 'add', 'replace', 'test'), path, value }),
    fc.record({ op: fc.constant('remove'), path }),
    fc.record({ op: fc.constantFrom('move', 'copy'), from: key, path: key }),
  )
  const patch = fc.oneof(
    { weight: 5, arbitrary: fc.array(operation, { maxLength: 2 }) },
    { weight: 1, arbitrary: fc.constant([{ op: 'replace', path: '', value: { fresh: true } }]) },
  )
  const states = [{}, { a: 1 }, { a: [1] }, { a: { b: 1 }, list: [] }]
  const snapshot = fc.constantFrom<unknown>(...states, ...(strict ? [] : [null, 5, '']))

  type Step = (recorder: RunRecorder) => void
  const does = <T>(
    fields: fc.Arbitrary<T>,
    recorded: (recorder: RunRecorder, fields: T) => void,
  ): fc.Arbitrary<Step> => fields.map((given) => (recorder) => recorded(recorder, given))
  const says = (type: string, fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Step> =>
    fc.record(fields).map((given) => (recorder) => recorder.say({ type, ...given }))
  const spoken = fc.record({
    messageId,
    delta,
    metadata,
    role: fc.constantFrom('user', 'assistant', undefined),
    name: fc.constantFrom('n', undefined),
  })
  const reasoned = fc.record({ messageId: reasoningId, delta, metadata })
  const called = fc.record({
    toolCallId: fc.oneof({ weight: 4, arbitrary: toolCallId }, { weight: 1, arbitrary: fc.constant('c9') }),
    toolCallName,
    parentMessageId: fc.constantFrom(undefined, 'm0', 'm1', 'm2', 'r0', 'a0'),
    delta,
    metadata,
  })
  let answers = 0
  const answerId = fc.constant(null).map(() => `t${answers++}`)
  const step = fc.oneof(
    does(spoken, (recorder, fields) => recorder.text(fields)),
    does(spoken, (recorder, fields) => recorder.text(fields)),
    does(spoken, (recorder, fields) => recorder.endText(fields)),
    does(reasoned, (recorder, fields) => recorder.reason(fields)),
    does(reasoned, (recorder, fields) => recorder.endReason(fields)),
    does(called, (recorder, fields) => recorder.call(fields)),
    does(called, (recorder, fields) => recorder.call(fields)),
    does(called, (recorder, fields) => recorder.endCall(fields)),
    says('TOOL_CALL_RESULT', { messageId: answerId, toolCallId, content, metadata }),
    says('REASONING_ENCRYPTED_VALUE', {
      subtype: fc.constantFrom('message', 'tool-call'),
      entityId: fc.oneof(messageId, toolCallId, reasoningId, activityId),
      encryptedValue: delta,
      metadata,
    }),
    says('ACTIVITY_SNAPSHOT', {
      messageId: activityId,
      activityType,
      content: activity,
      replace: fc.constantFrom(undefined, true, false),
      subagentRunId: fc.constantFrom(undefined, 's3', 's5'),
      metadata,
    }),
    says('ACTIVITY_DELTA', { messageId: activityId, activityType, patch, metadata }),
    says('STATE_SNAPSHOT', { snapshot }),
    says('STATE_DELTA', { delta: patch }),
    says('MESSAGES_SNAPSHOT', { messages, metadata }),
    says('CUSTOM', { name: fc.constant('x'), value: snapshot }),
  )
  const run = fc.record({
    input: fc.option(messages, { nil: undefined }),
    steps: fc.array(step, { maxLength: 25 }),
    fails: fc.boolean(),
  })
  return fc
    .record({
      messages,
      state: fc.constantFrom(undefined, ...states),
      runs: fc.array(run, { minLength: 1, maxLength: 3 }),
    })
    .map(({ messages, state, runs }) => {
      const recorded = runs.map(({ input, steps, fails }, index) => {
        const recorder = new RunRecorder()
        const ids = { threadId: 't', runId: `run${index}` }
        recorder.say({
          type: 'RUN_STARTED',
          ...ids,
          ...(input && { input: { ...ids, messages: input, tools: [], context: [] } }),
        })
        for (const tell of steps) tell(recorder)
        recorder.end(ids.threadId, ids.runId, fails)
        return recorder.events
      })
      return { messages, state, runs: recorded }
    })
}

// Thousands of runs through two clients take long on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})

it('has the same result as the 1.0 client', async () => {
  await fc.assert(
    fc.asyncProperty(stories(false), async (story) => {
      expect(decode(reduce(baseOf(story), story.runs.flat()))).toEqual(await asClient(new Client1(story)))
    }),
    properties,
  )
})

it('has the same result as the 0.x client, where the two agree', async () => {
  await fc.assert(
    fc.asyncProperty(stories(true), async (story) => {
      expect(decode(reduce(baseOf(story), story.runs.flat()))).toEqual(await asClient(new Client0(story)))
    }),
    properties,
  )
})

it('has the same result run by run as all at once, and when read twice', () => {
  fc.assert(
    fc.property(stories(false), (story) => {
      const runByRun = story.runs.reduce(reduce, baseOf(story))
      expect(decode(runByRun)).toEqual(decode(reduce(baseOf(story), story.runs.flat())))
      expect(reduce(runByRun, [])).toEqual(runByRun)
    }),
    properties,
  )
})

it('has the same result however often it is read on the way', () => {
  fc.assert(
    fc.property(stories(false), fc.nat(5), (story, every) => {
      const reducer = new ThreadReducer(baseOf(story))
      story.runs.flat().forEach((json, index) => {
        reducer.apply(JSON.parse(json), json)
        if (index % (every + 1) === 0) expect(reducer.content()).toEqual(reducer.content())
      })
      expect(decode(reducer.content())).toEqual(decode(reduce(baseOf(story), story.runs.flat())))
    }),
    properties,
  )
})

it('keeps the object of every unchanged message', () => {
  fc.assert(
    fc.property(stories(false), (story) => {
      const base = baseOf(story)
      const { messages } = reduce(base, story.runs.flat())
      for (const message of messages) {
        const before = base.messages.find(({ id }) => id === message.id)
        if (before?.json === message.json) expect(message).toBe(before)
      }
    }),
    properties,
  )
})
