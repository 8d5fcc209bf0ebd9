/** What `ai-7.test.ts` runs under a newer Node, bundled with version 7 of the AI SDK in place of version 6. */
import { stepCountIs, streamText } from 'ai'
import {
  BuiltInAgent,
  type BuiltInAgentClassicConfig,
  convertMessagesToVercelAISDKMessages,
  convertToolDefinitionsToVercelAITools,
  defineTool,
  resolveModel,
} from '../src/index.ts'
import { anthropicAnswer } from './anthropic-mock.ts'
import { anyThread } from './any-thread.ts'
import { geminiAnswer } from './gemini-mock.ts'
import { kinds } from './kinds.ts'
import { testApis } from './model-apis.ts'
import { chatCalls, chatChunk, chatText, failure, sse, startProvider } from './provider-mock.ts'
import { calling, type FinishedRun, historyAfter, inputOf, runToEnd, user } from './run-agent.ts'
import { type TwoTurns, twoTurns } from './two-turns.ts'

const messages = [user('hello')]
const add = defineTool({
  name: 'add',
  description: 'Adds two numbers',
  parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } } },
  execute: ({ a, b }) => Number(a) + Number(b),
})
const remove = defineTool({
  name: 'remove',
  description: 'Removes a file',
  parameters: { type: 'object', properties: {} },
  needsApproval: true,
  execute: () => 'removed',
})
const callAdd = { id: 'c1', name: 'add', args: '{"a":1,"b":2}' }
const callRemove = { id: 'c1', name: 'remove', args: '{}' }

const seen: Record<string, unknown> = {}

async function scenario(
  name: string,
  answers: Parameters<typeof startProvider>,
  work: (
    agentWith: (config?: Partial<BuiltInAgentClassicConfig>) => BuiltInAgent,
    url: string,
  ) => Promise<FinishedRun>,
): Promise<void> {
  const provider = await startProvider(...answers)
  const agentWith = (config: Partial<BuiltInAgentClassicConfig> = {}): BuiltInAgent =>
    new BuiltInAgent({
      model: 'openai-compatible/test-model',
      baseURL: provider.url,
      apiKey: 'key',
      maxRetries: 0,
      ...config,
    })
  const { events, error } = await work(agentWith, provider.url)
  const last = provider.requests.at(-1)
  seen[name] = {
    events,
    error: error === undefined ? undefined : String(error),
    bodies: provider.requests.map(({ body }) => body),
    finished: last === undefined ? undefined : await Promise.race([last.closed, Promise.resolve('open')]),
  }
  await provider.close()
}

await scenario('text', [(response) => chatText(response, 'Hi.')], (agentWith) =>
  runToEnd(agentWith({ prompt: 'Be brief.' }), inputOf({ messages })),
)

await scenario(
  'tools',
  [
    (response) => chatCalls(response, callAdd, { ...callAdd, id: 'c2' }),
    (response) => chatText(response, 'Three.'),
  ],
  (agentWith) => runToEnd(agentWith({ tools: [add] }), inputOf({ messages })),
)

await scenario(
  'approval',
  [(response) => chatCalls(response, callRemove), (response) => chatText(response, 'Gone.')],
  async (agentWith) => {
    const agent = agentWith({ tools: [remove] })
    const first = await runToEnd(agent, inputOf({ messages }))
    const resume = [{ interruptId: 'approval_c1', status: 'resolved' as const, payload: { approved: true } }]
    const second = await runToEnd(agent, inputOf({ messages: historyAfter(messages, first.events), resume }))
    return { events: [...first.events, ...second.events], error: second.error }
  },
)

await scenario('factory', [(response) => chatText(response, 'Gone.')], (_agentWith, url) =>
  runToEnd(
    new BuiltInAgent({
      type: 'aisdk',
      factory: ({ input, abortSignal }) =>
        streamText({
          model: resolveModel('openai-compatible/test-model', { baseURL: url }),
          messages: convertMessagesToVercelAISDKMessages(input.messages, { resume: input.resume }),
          tools: convertToolDefinitionsToVercelAITools([remove]),
          stopWhen: stepCountIs(5),
          abortSignal,
        }),
    }),
    inputOf({
      messages: [...messages, calling(callRemove)],
      resume: [{ interruptId: 'approval_c1', status: 'resolved', payload: true }],
    }),
  ),
)

await scenario(
  'asking tool',
  [(response) => chatCalls(response, callAdd, { ...callAdd, id: 'c2', name: 'ask' })],
  (_agentWith, url) =>
    runToEnd(
      new BuiltInAgent({
        type: 'aisdk',
        factory: ({ input, abortSignal, interrupt }) => {
          const ask = { ...add, name: 'ask', execute: () => interrupt([{ id: 'size', reason: 'size' }]) }
          return streamText({
            model: resolveModel('openai-compatible/test-model', { baseURL: url }),
            messages: convertMessagesToVercelAISDKMessages(input.messages),
            tools: convertToolDefinitionsToVercelAITools([add, ask]),
            stopWhen: stepCountIs(5),
            abortSignal,
          })
        },
      }),
      inputOf({ messages }),
    ),
)

await scenario('stop', [(response) => sse(response, chatChunk({ content: 'Once' }))], async (agentWith) => {
  const agent = agentWith()
  const run = await runToEnd(agent, inputOf({ messages }), ({ type }) => {
    if (type === 'TEXT_MESSAGE_CONTENT') agent.abortRun()
  })
  // The mock detects it a moment later.
  await new Promise((resolve) => setTimeout(resolve, 500))
  return run
})

await scenario('refused', [failure(429, { error: {} }, { 'retry-after': '7' })], (agentWith) =>
  runToEnd(agentWith(), inputOf({ messages })),
)

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const image = {
  type: 'image' as const,
  source: { type: 'data' as const, value: PIXEL, mimeType: 'image/png' },
}

for (const name of ['openai', 'openai-compatible', 'anthropic', 'google']) {
  await scenario(`image ${name}`, [failure(400, {})], (agentWith) =>
    runToEnd(agentWith({ model: `${name}/some-model` }), inputOf({ messages: [user([image])] })),
  )
  await scenario(`lazy image ${name}`, [failure(400, {})], (agentWith, baseURL) =>
    runToEnd(
      agentWith({ model: resolveModel(`${name}/some-model`, { apiKey: 'key', baseURL }) }),
      inputOf({ messages: [user([image])] }),
    ),
  )
}

await scenario(
  'file result',
  [
    (response) => anthropicAnswer(response, { type: 'tool_use', id: 'c1', name: 'shoot', input: {} }),
    (response) => anthropicAnswer(response, { type: 'text', text: 'I see.' }),
  ],
  async (agentWith) => {
    const shoot = defineTool({ name: 'shoot', description: 'Shoots', parameters: {}, execute: () => [image] })
    const agent = agentWith({ model: 'anthropic/claude', tools: [shoot] })
    const first = await runToEnd(agent, inputOf({ messages }))
    return runToEnd(agent, inputOf({ messages: [...historyAfter(messages, first.events), user('And now?')] }))
  },
)

const signed: Record<string, Parameters<typeof startProvider>[0]> = {
  anthropic: (response) =>
    anthropicAnswer(
      response,
      { type: 'thinking', thinking: 'Hm.', signature: 'signature' },
      { type: 'tool_use', id: 'c1', name: 'remove', input: {} },
    ),
  google: (response) =>
    geminiAnswer(response, { functionCall: { name: 'remove', args: {} }, thoughtSignature: 'signature' }),
}
for (const [name, answer] of Object.entries(signed)) {
  await scenario(`signed ${name}`, [answer, failure(400, {})], async (agentWith) => {
    const agent = agentWith({ model: `${name}/gemini-3-pro`, tools: [remove] })
    const first = await runToEnd(agent, inputOf({ messages }))
    const [interrupt] = (first.events.at(-1)?.outcome as { interrupts?: { id: string }[] })?.interrupts ?? []
    const resume = [{ interruptId: String(interrupt?.id), status: 'resolved' as const, payload: true }]
    return runToEnd(agent, inputOf({ messages: historyAfter(messages, first.events), resume }))
  })
}

for (const api of testApis) {
  const threads: [name: string, thread: TwoTurns][] = [
    ...Object.entries(kinds).map(([name, thread]): [string, TwoTurns] => [name, thread(api)]),
    ...Array.from({ length: 10 }, (_, index): [string, TwoTurns] => [
      `seed ${index + 1}`,
      anyThread(api, index + 1),
    ]),
  ]
  for (const [name, thread] of threads) {
    const { first, next } = await twoTurns(api, thread)
    const errors = [first.error, next.error].map((error) => (error === undefined ? 'none' : String(error)))
    seen[`${name} over ${api.name}`] = { events: [...first.events, ...next.events], errors, bodies: [] }
  }
}

process.stdout.write(JSON.stringify(seen))
