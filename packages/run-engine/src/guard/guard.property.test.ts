import type { BaseEvent } from '@ag-ui/client'
import { enforceEvents, transformChunks, verifyEvents } from '@ag-ui/client'
import { EventSchemas } from '@ag-ui/core/schemas'
import {
  EventSchemas as EventSchemas0,
  transformChunks as transformChunks0,
  verifyEvents as verifyEvents0,
} from 'ag-ui-client-0'
import fc from 'fast-check'
import type { Observable } from 'rxjs'
import { from, toArray } from 'rxjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { IdPools } from '../../test/arbitrary-event.ts'
import { arbitraryEvent } from '../../test/arbitrary-event.ts'
import { legalRun } from '../../test/legal-run.ts'
import { properties } from '../../test/properties.ts'
import { encodeEvent } from '../events/encode-event.ts'
import type { RunAgentInput, WireEvent } from '../events/events.ts'
import { needsLegacyWire, toLegacyWire } from '../events/legacy-wire.ts'
import { ThreadReducer } from '../reducer/thread-reducer.ts'
import type { OwnerLookup } from './attribution.ts'
import type { GuardEnd } from './endings.ts'
import { EventGuard } from './event-guard.ts'

const threadId = 'thread'
const runId = 'run'

beforeAll(() => {
  // The 1.0 client logs unknown fields, which these runs have many of.
  process.env.SUPPRESS_TRANSFORMATION_WARNINGS = 'true'
})

const shared = fc.constantFrom('a', 'b', 'c', 'a-result')
const onePool: IdPools = {
  message: shared,
  call: shared,
  result: shared,
  reasoning: shared,
  activity: shared,
}

const pool = (...ids: string[]): fc.Arbitrary<string> => fc.constantFrom(...ids)
const poolPerKind: IdPools = {
  message: pool('a', 'b', 'm'),
  call: pool('c1', 'c2', 'c3'),
  result: pool('c1-result', 'c2-result', 'c3-result'),
  reasoning: pool('r1', 'r2'),
  activity: pool('x1', 'x2'),
}

const anyEnd: fc.Arbitrary<GuardEnd> = fc.constantFrom<GuardEnd>(
  { kind: 'completed' },
  { kind: 'failed', message: 'The agent failed', code: 'agent_error' },
  { kind: 'failed', message: 'The agent failed' },
  { kind: 'cancelled' },
)

const startInput: RunAgentInput = {
  threadId,
  runId,
  messages: [
    { id: 'a', role: 'user', content: [{ type: 'image', source: { type: 'file', value: 'f1' } }] },
    {
      id: 'b',
      role: 'assistant',
      subagentRunId: 's2',
      toolCalls: [{ id: 'a', type: 'function', function: { name: 'x', arguments: '{}' } }],
    },
    { id: 'c', role: 'tool', toolCallId: 'a', content: [{ type: 'text', text: 'done' }] },
  ],
  tools: [],
  context: [],
}

interface Scenario {
  events: unknown[]
  end: GuardEnd
  cancelAt: number | undefined
  input: RunAgentInput | undefined
  startEarly: boolean
}

const scenarioWith = (ids: IdPools): fc.Arbitrary<Scenario> =>
  fc.record({
    events: fc
      .tuple(fc.boolean(), fc.array(arbitraryEvent(ids), { maxLength: 40, size: 'max' }))
      .map(([begins, events]) => (begins ? [{ type: 'RUN_STARTED', threadId, runId }, ...events] : events)),
    end: anyEnd,
    cancelAt: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
    input: fc.constantFrom(undefined, startInput),
    startEarly: fc.boolean(),
  })
const scenario = scenarioWith(onePool)

interface Guarded {
  output: WireEvent[]
  guard: EventGuard
}

function guardRun({ events, end, cancelAt, input, startEarly }: Scenario): Guarded {
  const output: WireEvent[] = []
  const guard = new EventGuard({ threadId, runId, startInput: input, emit: (event) => output.push(event) })
  if (startEarly) guard.start()
  events.forEach((event, index) => {
    if (index === cancelAt) guard.cancel()
    guard.push(event)
  })
  guard.finish(end)
  return { output, guard }
}

const overTheWire = (events: readonly unknown[]): BaseEvent[] =>
  events.map((event) => JSON.parse(encodeEvent(event)))

function collect<T>(source: Observable<T>): T[] {
  let collected: T[] | undefined
  let failure: unknown
  source.pipe(toArray()).subscribe({ next: (all) => (collected = all), error: (error) => (failure = error) })
  if (collected === undefined) throw failure
  return collected
}

function expectAcceptedBy1(events: readonly WireEvent[]): void {
  const wire = overTheWire(events)
  for (const event of wire) EventSchemas.parse(event)
  expect(collect(from(wire).pipe(enforceEvents(), transformChunks(), verifyEvents()))).toHaveLength(
    events.length,
  )
}

function expectAcceptedBy0(events: readonly WireEvent[]): void {
  const parsed = overTheWire(events.map(toLegacyWire)).map((event) => EventSchemas0.parse(event))
  expect(collect(from(parsed).pipe(transformChunks0(false), verifyEvents0(false)))).toHaveLength(
    events.length,
  )
}

/** Joins a run after `joinAt` events of the agent and checks that the joined stream is legal for both clients. */
function expectJoinable(given: Pick<Scenario, 'events' | 'end'>, joinAt: number): void {
  const output: WireEvent[] = []
  const earlier = startInput.messages.map((message) => ({
    id: message.id,
    json: JSON.stringify(message),
  }))
  const before = new ThreadReducer({ messages: earlier, state: undefined })
  const reducer = new ThreadReducer({ messages: earlier, state: undefined })
  const emit = (event: WireEvent): void => {
    output.push(event)
    reducer.apply(event, encodeEvent(event))
  }
  const ownerOf: OwnerLookup = (kind, id) => {
    const owner = reducer.ownerOf(kind, id)
    return owner === undefined ? before.ownerOf(kind, id) : owner
  }
  const guard = new EventGuard({ threadId, runId, ownerOf, emit })
  guard.start()
  for (const event of given.events.slice(0, joinAt)) guard.push(event)
  if (guard.ended) return
  const messages = reducer.content().messages.map(({ json }) => JSON.parse(json))
  const catchUp = [
    { type: 'RUN_STARTED', threadId, runId },
    { type: 'MESSAGES_SNAPSHOT', messages },
    ...guard.openers(),
  ]
  const seen = output.length
  for (const event of given.events.slice(joinAt)) guard.push(event)
  guard.finish(given.end)
  const joined = overTheWire([...catchUp, ...output.slice(seen)])
  expect(collect(from(joined).pipe(verifyEvents()))).toHaveLength(joined.length)
  expect(collect(from(joined).pipe(verifyEvents0(false)))).toHaveLength(joined.length)
  expectAcceptedBy1(output)
  expectAcceptedBy0(output)
}

// Thousands of runs through two clients take long on a busy machine.
describe('whatever an agent emits', { timeout: 240_000 }, () => {
  it('becomes a run that clients 1.0.0 and 0.0.59 accept and that ends exactly once', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { output, guard } = guardRun(given)
        expect(output.filter(({ type }) => type === 'RUN_FINISHED' || type === 'RUN_ERROR')).toHaveLength(1)
        expect(output.at(-1)?.type).toMatch(/^RUN_(FINISHED|ERROR)$/)
        expect(guard.ended).toBeDefined()
        expectAcceptedBy1(output)
        expectAcceptedBy0(output)
      }),
      properties,
    )
  })

  it('passes unchanged if it is legal: the same objects, no repairs', () => {
    fc.assert(
      fc.property(legalRun, (run) => {
        expectAcceptedBy1(run)
        const output: WireEvent[] = []
        const guard = new EventGuard({ threadId, runId, emit: (event) => output.push(event) })
        for (const event of run) guard.push(event)
        guard.finish({ kind: 'completed' })
        expect(guard.repairs).toEqual({})
        expect(output).toHaveLength(run.length)
        expect(output.every((event, index) => event === run[index])).toBe(true)
      }),
      properties,
    )
  })

  it('becomes a run that a second guard does not repair', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { output } = guardRun(given)
        const again: WireEvent[] = []
        const guard = new EventGuard({
          threadId,
          runId,
          startInput: given.input,
          emit: (event) => again.push(event),
        })
        for (const event of output) guard.push(event)
        guard.finish({ kind: 'completed' })
        expect(guard.repairs).toEqual({})
        expect(again.every((event, index) => event === output[index])).toBe(true)
        expect(again).toHaveLength(output.length)
      }),
      properties,
    )
  })

  it('ends as cancelled after a stop, and leaves no tool call without a result', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        const { output, guard } = guardRun({
          ...given,
          cancelAt: 0,
          events: [{ type: 'RUN_STARTED' }, ...given.events],
        })
        expect(guard.ended?.status).toBe('cancelled')
        expect(output.at(-1)).toMatchObject({ type: 'RUN_FINISHED', outcome: { type: 'cancelled' } })
        const calls = output.flatMap((event) => (event.type === 'TOOL_CALL_START' ? [event.toolCallId] : []))
        const answers = output.flatMap((event) => {
          if (event.type === 'TOOL_CALL_RESULT') return [event.toolCallId]
          if (event.type !== 'MESSAGES_SNAPSHOT') return []
          return event.messages.flatMap((one) => (one.role === 'tool' ? [one.toolCallId] : []))
        })
        for (const call of calls) expect(answers).toContain(call)
      }),
      properties,
    )
  })

  it('can be joined anywhere: the thread so far, the openers and the following events are a legal run', () => {
    fc.assert(fc.property(scenarioWith(poolPerKind), fc.nat({ max: 40 }), expectJoinable), properties)
  })

  it('keeps the owner of a message that a snapshot removed and a later event created again', () => {
    // Message `b` of the thread belongs to `s2`. A reader that joined before the snapshot still knows that.
    const events = [
      { type: 'TOOL_CALL_CHUNK', toolCallId: 'c2', toolCallName: 'x' },
      { type: 'MESSAGES_SNAPSHOT', messages: [] },
      { type: 'TEXT_MESSAGE_CHUNK', messageId: 'b', delta: '' },
      { type: 'TOOL_CALL_START', toolCallId: 'c2', toolCallName: 'x', parentMessageId: 'b' },
    ]
    for (let joinAt = 0; joinAt <= events.length; joinAt++) {
      expectJoinable({ events, end: { kind: 'completed' } }, joinAt)
    }
  })

  it('needs the legacy form only where it differs', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        for (const event of guardRun(given).output) {
          const differs = encodeEvent(toLegacyWire(event)) !== encodeEvent(event)
          expect(needsLegacyWire(event)).toBe(differs)
        }
      }),
      properties,
    )
  })
})
