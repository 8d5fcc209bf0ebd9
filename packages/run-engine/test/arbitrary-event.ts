import fc from 'fast-check'

/** The ids of each kind come from small pools, so that they collide. */
export interface IdPools {
  readonly message: fc.Arbitrary<string>
  readonly call: fc.Arbitrary<string>
  readonly result: fc.Arbitrary<string>
  readonly reasoning: fc.Arbitrary<string>
  readonly activity: fc.Arbitrary<string>
}

const tag = fc.constantFrom('s1', 's2', 's3')
const words = fc.constantFrom('', 'hello', 'x')
const anyJson = fc.jsonValue({ maxDepth: 2 })

class Odd {
  readonly text = 'own'
  get hidden(): string {
    return 'not written'
  }
}

const cyclic: Record<string, unknown> = { text: 'x' }
cyclic.self = cyclic

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    null,
    NaN,
    Infinity,
    -0,
    1,
    7.5,
    '',
    'junk',
    true,
    {},
    [],
    [null],
    12n,
  ),
  fc.constantFrom<unknown>(new Date(0), new Date(NaN), new Map(), new Odd(), new String('boxed'), cyclic),
  fc.constantFrom<unknown>(
    () => 1,
    Symbol('s'),
    { toJSON: () => null },
    { toJSON: () => undefined },
    {
      toJSON: () => {
        throw new Error('no')
      },
    },
    { n: 12n, at: new Date(NaN) },
  ),
  anyJson,
)

/** Mostly a legal value, sometimes absent, sometimes any value. */
const mostly = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 10, arbitrary },
    { weight: 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: junk },
  )
const rarely = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary },
    { weight: 1, arbitrary: junk },
  )

const part = fc.oneof(
  fc.record({ type: fc.constant('text'), text: words }),
  fc.record({
    type: fc.constantFrom('image', 'audio', 'video', 'document'),
    source: fc.oneof(
      fc.record({ type: fc.constant('data'), value: words, mimeType: fc.constant('image/png') }),
      fc.record({ type: fc.constantFrom('url', 'file'), value: words }),
    ),
  }),
  fc.record({ type: fc.constant('binary'), mimeType: fc.constant('image/png'), data: fc.constant('AA==') }),
  junk,
)
const content = fc.oneof(words, fc.array(part, { maxLength: 3 }))

const pointer = fc.constantFrom('', '/a', '/a/0', '/~1', '/~', 'a')
const operation = fc.record({
  op: fc.constantFrom('add', 'add', 'replace', 'remove', 'move', 'copy', 'test', 'invent'),
  path: mostly(pointer),
  from: rarely(pointer),
  value: mostly(anyJson),
})
const patch = fc.oneof(
  fc.array(operation, { maxLength: 2 }),
  fc.constant([{ op: 'add', path: '/a', value: null }]),
)

const usage = fc.array(
  fc.oneof(
    fc.record({ model: rarely(words), inputTokens: mostly(fc.nat()), outputTokens: rarely(fc.nat()) }),
    junk,
  ),
  { maxLength: 2 },
)

const everyEvent = {
  subagentRunId: rarely(tag),
  timestamp: rarely(fc.integer()),
  rawEvent: rarely(anyJson),
  metadata: rarely(fc.dictionary(words, anyJson)),
}

/** Some types would end most sequences at once. */
const weightOf = (type: string): number => (type === 'RUN_FINISHED' || type === 'RUN_ERROR' ? 1 : 4)

class EventOfAClass {
  constructor(fields: object) {
    Object.assign(this, fields)
  }
}

/** Events of every type and of none, legal and illegal. */
export function arbitraryEvent(ids: IdPools): fc.Arbitrary<unknown> {
  const toolCall = fc.record({
    id: ids.call,
    type: fc.constant('function'),
    function: fc.record({ name: words, arguments: fc.constant('{}') }),
    metadata: rarely(fc.dictionary(words, anyJson)),
  })

  const message = fc.oneof(
    ...[
      { role: 'user', content: mostly(content) },
      { role: 'assistant', content: rarely(words), toolCalls: rarely(fc.array(toolCall, { maxLength: 2 })) },
      { role: 'tool', id: mostly(ids.result), content: mostly(content), toolCallId: mostly(ids.call) },
      { role: 'system', content: mostly(words), name: rarely(words) },
      { role: 'developer', content: mostly(words) },
      { role: 'reasoning', id: mostly(ids.reasoning), content: mostly(words) },
      {
        role: 'activity',
        id: mostly(ids.activity),
        activityType: mostly(words),
        content: mostly(fc.dictionary(words, anyJson)),
      },
      { role: 'wizard' },
    ].map(({ role, ...fields }) =>
      fc.record({
        id: mostly(ids.message),
        role: fc.constant(role),
        subagentRunId: rarely(tag),
        metadata: rarely(fc.dictionary(words, anyJson)),
        ...fields,
      }),
    ),
  )

  const interrupt = fc.record({
    id: mostly(ids.message),
    reason: mostly(words),
    subagentRunId: rarely(tag),
    message: rarely(words),
    responseSchema: rarely(fc.constant({ type: 'object' })),
    extra: rarely(words),
  })
  const outcome = fc.oneof(
    fc.record({
      type: fc.constant('success'),
      pendingToolCallIds: rarely(fc.array(ids.call)),
      extra: rarely(words),
    }),
    fc.record({ type: fc.constant('interrupt'), interrupts: mostly(fc.array(interrupt, { maxLength: 3 })) }),
    fc.record({ type: fc.constant('cancelled'), extra: rarely(words) }),
    fc.constantFrom('success', 'cancelled', { type: 'wizard' }),
  )
  const subagentOutcome = fc.oneof(
    fc.record({ type: fc.constant('success'), extra: rarely(words) }),
    fc.record({ type: fc.constant('suspended'), interruptIds: rarely(fc.array(mostly(ids.message))) }),
  )

  const text = mostly(words)
  const messageId = mostly(ids.message)
  const toolCallId = mostly(ids.call)
  const shapes: Readonly<Record<string, Record<string, fc.Arbitrary<unknown>>>> = {
    TEXT_MESSAGE_START: {
      messageId,
      role: rarely(fc.constantFrom('assistant', 'user', 'tool')),
      name: rarely(words),
    },
    TEXT_MESSAGE_CONTENT: { messageId, delta: text },
    TEXT_MESSAGE_END: { messageId },
    TEXT_MESSAGE_CHUNK: {
      messageId: rarely(ids.message),
      delta: text,
      role: rarely(fc.constantFrom('user', 'assistant')),
      name: rarely(words),
    },
    TOOL_CALL_START: { toolCallId, toolCallName: mostly(words), parentMessageId: rarely(ids.message) },
    TOOL_CALL_ARGS: { toolCallId, delta: text },
    TOOL_CALL_END: { toolCallId },
    TOOL_CALL_CHUNK: {
      toolCallId: rarely(ids.call),
      toolCallName: mostly(words),
      delta: text,
      parentMessageId: rarely(ids.message),
    },
    TOOL_CALL_RESULT: {
      toolCallId,
      messageId: mostly(ids.result),
      content: mostly(content),
      role: rarely(fc.constant('tool')),
    },
    STATE_SNAPSHOT: { snapshot: mostly(anyJson) },
    STATE_DELTA: { delta: mostly(patch) },
    MESSAGES_SNAPSHOT: {
      messages: mostly(
        fc.array(fc.oneof({ weight: 8, arbitrary: message }, { weight: 1, arbitrary: junk }), {
          maxLength: 3,
        }),
      ),
    },
    ACTIVITY_SNAPSHOT: {
      messageId: mostly(ids.activity),
      activityType: text,
      content: mostly(fc.dictionary(words, anyJson)),
      replace: rarely(fc.boolean()),
    },
    ACTIVITY_DELTA: { messageId: mostly(ids.activity), activityType: text, patch: mostly(patch) },
    RAW: { event: mostly(anyJson), source: rarely(words) },
    CUSTOM: { name: text, value: mostly(anyJson) },
    RUN_STARTED: {
      threadId: mostly(fc.constant('thread')),
      runId: mostly(fc.constant('run')),
      protocolVersion: rarely(fc.constant('1.0')),
      parentRunId: rarely(ids.message),
      input: rarely(anyJson),
    },
    RUN_FINISHED: {
      threadId: mostly(fc.constant('thread')),
      runId: mostly(fc.constant('run')),
      result: rarely(anyJson),
      outcome: rarely(outcome),
      usage: rarely(usage),
    },
    RUN_ERROR: { message: text, code: rarely(words), usage: rarely(usage) },
    STEP_STARTED: { stepName: messageId },
    STEP_FINISHED: { stepName: messageId },
    REASONING_START: { messageId: mostly(ids.reasoning) },
    REASONING_MESSAGE_START: { messageId: mostly(ids.reasoning), role: mostly(fc.constant('reasoning')) },
    REASONING_MESSAGE_CONTENT: { messageId: mostly(ids.reasoning), delta: text },
    REASONING_MESSAGE_END: { messageId: mostly(ids.reasoning) },
    REASONING_MESSAGE_CHUNK: { messageId: rarely(ids.reasoning), delta: text },
    REASONING_END: { messageId: mostly(ids.reasoning) },
    REASONING_ENCRYPTED_VALUE: {
      subtype: mostly(fc.constantFrom('message', 'tool-call')),
      entityId: mostly(fc.oneof(ids.message, ids.call, ids.reasoning)),
      encryptedValue: text,
      encryptedValueType: rarely(words),
    },
    SUBAGENT_STARTED: {
      subagentRunId: mostly(tag),
      name: text,
      description: rarely(words),
      parentSubagentRunId: rarely(tag),
      parentToolCallId: rarely(ids.call),
      parentMessageId: rarely(ids.message),
      outcome: rarely(subagentOutcome),
    },
    SUBAGENT_FINISHED: {
      subagentRunId: mostly(tag),
      result: rarely(anyJson),
      outcome: rarely(subagentOutcome),
    },
    SUBAGENT_ERROR: {
      subagentRunId: mostly(tag),
      message: text,
      code: rarely(words),
      outcome: rarely(subagentOutcome),
    },
    THINKING_START: { title: rarely(words) },
    THINKING_END: {},
    THINKING_TEXT_MESSAGE_START: {},
    THINKING_TEXT_MESSAGE_CONTENT: { delta: text },
    THINKING_TEXT_MESSAGE_END: {},
    SOMETHING_NEW: { messageId, delta: text },
  }

  const eventFields = fc.oneof(
    ...Object.entries(shapes).map(([type, fields]) => ({
      weight: weightOf(type),
      arbitrary: fc.record({ type: fc.constant(type), ...everyEvent, ...fields }),
    })),
  )
  return fc.oneof(
    { weight: 40, arbitrary: eventFields },
    { weight: 2, arbitrary: eventFields.map((fields) => new EventOfAClass(fields)) },
    {
      weight: 1,
      arbitrary: eventFields.map((fields) => Object.assign(fields, { rawEvent: fields, metadata: fields })),
    },
    { weight: 1, arbitrary: eventFields.map((fields) => ({ type: 'CUSTOM', toJSON: () => fields })) },
    { weight: 1, arbitrary: junk },
    { weight: 1, arbitrary: fc.record({ type: junk }) },
  )
}
