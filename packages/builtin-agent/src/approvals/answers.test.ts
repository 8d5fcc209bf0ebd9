import type { Message, ResumeEntry, RunAgentInput } from '@ag-ui/client'
import { chat, maxIterations, toolDefinition } from '@tanstack/ai'
import { stepCountIs, streamText } from 'ai'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { TestChatAdapter } from '../../test/chat-adapter.ts'
import { type TestApi, testApis } from '../../test/model-apis.ts'
import { startProvider } from '../../test/provider-mock.ts'
import { strict } from '../../test/provider-rules.ts'
import { calling, historyAfter, inputOf, ofType, runToEnd, user } from '../../test/run-agent.ts'
import { BuiltInAgent } from '../agent/built-in-agent.ts'
import { defineTool } from '../config/tool-definition.ts'
import { convertMessagesToVercelAISDKMessages } from '../messages/convert-messages.ts'
import { resolveModel } from '../model/resolve-model.ts'
import { convertInputToTanStackAI } from '../tanstack/convert-input.ts'
import { convertToolDefinitionsToVercelAITools } from '../tools/server-tools.ts'

const paid: unknown[] = []
beforeEach(() => {
  paid.length = 0
})

const execute = (args: unknown): unknown => {
  paid.push(args)
  // What the human answered: a result must not be taken for a repetition of the answer.
  return { approved: true }
}
const pay = defineTool({
  name: 'pay',
  description: 'Pays an amount',
  parameters: { type: 'object', properties: { amount: { type: 'number' } } },
  needsApproval: true,
  execute,
})
const payTanStack = toolDefinition({
  name: 'pay',
  description: 'Pays an amount',
  inputSchema: z.object({ amount: z.number() }),
  needsApproval: true,
}).server(execute as () => object)

const [chatApi = expect.fail()] = testApis
const aisdk =
  (convert: (input: RunAgentInput) => ReturnType<typeof convertMessagesToVercelAISDKMessages>) =>
  (api: TestApi, baseURL: string): BuiltInAgent =>
    new BuiltInAgent({
      type: 'aisdk',
      factory: ({ input, abortSignal }) =>
        streamText({
          model: resolveModel(api.model, { apiKey: 'key', baseURL }),
          messages: convert(input),
          tools: convertToolDefinitionsToVercelAITools([pay]),
          stopWhen: stepCountIs(5),
          maxRetries: 0,
          abortSignal,
          onError: () => {},
        }),
    })

/** The ways to make an agent with a tool that needs approval, and the APIs that each is tried with. */
const agents: [way: string, apis: readonly TestApi[], create: (api: TestApi, url: string) => BuiltInAgent][] =
  [
    [
      'a model by name',
      testApis,
      (api, baseURL) =>
        new BuiltInAgent({ model: api.model, apiKey: 'key', baseURL, maxRetries: 0, tools: [pay] }),
    ],
    [
      'an aisdk factory that passes resume on',
      testApis,
      aisdk(({ messages, resume }) => convertMessagesToVercelAISDKMessages(messages, { resume })),
    ],
    [
      'an aisdk factory that does not',
      testApis,
      aisdk(({ messages }) => convertMessagesToVercelAISDKMessages(messages)),
    ],
    [
      'an aisdk factory that shortens the history',
      [chatApi],
      aisdk(({ messages }) =>
        convertMessagesToVercelAISDKMessages(messages.slice(-2).map((message) => ({ ...message }))),
      ),
    ],
    [
      'a tanstack factory',
      [chatApi],
      (_api, baseURL) =>
        new BuiltInAgent({
          type: 'tanstack',
          factory: ({ input, abortController }) => {
            const { messages, systemPrompts } = convertInputToTanStackAI(input)
            return chat({
              adapter: new TestChatAdapter(baseURL),
              messages,
              systemPrompts,
              tools: [payTanStack],
              agentLoopStrategy: maxIterations(5),
              abortController,
              debug: false,
            })
          },
        }),
    ],
  ]

const asked: Message[] = [user('Pay 5'), calling({ id: 'c1', name: 'pay', args: '{"amount":5}' })]
const tool = (content: string): Message => ({
  id: crypto.randomUUID(),
  role: 'tool',
  toolCallId: 'c1',
  content,
})

/** What clients send to answer an approval. */
const answers: [name: string, entry: Partial<ResumeEntry>, message: string | undefined, amount: number][] = [
  ['resume', { payload: { approved: true } }, undefined, 5],
  ['resume without a payload', {}, undefined, 5],
  ['resume beside its own message', { payload: { approved: true } }, '{"approved":true}', 5],
  [
    'resume beside its own message in other order',
    { payload: { approved: true, editedArgs: { amount: 3 } } },
    '{ "editedArgs": {"amount": 3}, "approved": true }',
    3,
  ],
  ['resume without a payload beside its own message', {}, '{"status":"resolved"}', 5],
  ['resume with true beside its own message', { payload: true }, 'true', 5],
]
const ids = ['approval_c1', 'c1']

for (const [way, apis, create] of agents) {
  describe.each(apis.map((api) => [api.name, api] as const))(`${way}, over %s`, (_name, api) => {
    it.each(answers.flatMap(([name, ...rest]) => ids.map((id) => [name, id, ...rest] as const)))(
      'calls the approved tool once for %s with the id %s',
      async (_answer, interruptId, entry, content, amount) => {
        const provider = await startProvider(strict(api, (response) => api.text(response, 'Done.')))
        try {
          const agent = create(api, provider.url)
          const messages = [...asked, ...(content === undefined ? [] : [tool(content)])]
          const resume: ResumeEntry[] = [{ interruptId, status: 'resolved', ...entry }]
          const first = await runToEnd(agent, inputOf({ messages, resume }))
          const after = historyAfter(messages, first.events)
          // The model failed, so the client sends the answer again.
          const repeated = await runToEnd(agent, inputOf({ messages: beforeText(after), resume }))
          const next = await runToEnd(agent, inputOf({ messages: [...after, user('And now?')] }))
          expect([first, repeated, next].map(({ error }) => error)).toEqual([undefined, undefined, undefined])
          expect(paid).toEqual([{ amount }])
          expect(ofType(first.events, 'TOOL_CALL_RESULT')).toMatchObject([
            { toolCallId: 'c1', content: '{"approved":true}' },
          ])
          expect([repeated, next].flatMap(({ events }) => ofType(events, 'TOOL_CALL_RESULT'))).toEqual([])
        } finally {
          await provider.close()
        }
      },
    )

    it.each(ids)('does not call the tool for a denial beside its own message, with the id %s', async (id) => {
      const provider = await startProvider(strict(api, (response) => api.text(response, 'Fine.')))
      try {
        const payload = { approved: false, reason: 'Too dear' }
        const resume: ResumeEntry[] = [{ interruptId: id, status: 'resolved', payload }]
        const messages = [...asked, tool(JSON.stringify(payload))]
        const { events, error } = await runToEnd(create(api, provider.url), inputOf({ messages, resume }))
        expect(error).toBeUndefined()
        expect(paid).toEqual([])
        expect(ofType(events, 'TOOL_CALL_RESULT')).toMatchObject([
          { content: expect.stringContaining('denied') },
        ])
      } finally {
        await provider.close()
      }
    })

    it.each(ids)(
      'calls the approved tool once if the user wrote another message, with the id %s',
      async (id) => {
        const provider = await startProvider(strict(api, (response) => api.text(response, 'Done.')))
        try {
          const agent = create(api, provider.url)
          const messages = [...asked, user('And tell me when it is done')]
          const resume: ResumeEntry[] = [{ interruptId: id, status: 'resolved', payload: { approved: true } }]
          const first = await runToEnd(agent, inputOf({ messages, resume }))
          const after = [...historyAfter(messages, first.events), user('Thanks')]
          const next = await runToEnd(agent, inputOf({ messages: after }))
          expect([first.error, next.error]).toEqual([undefined, undefined])
          expect(paid).toEqual([{ amount: 5 }])
          expect(ofType(first.events, 'TOOL_CALL_RESULT')).toMatchObject([{ toolCallId: 'c1' }])
          expect(JSON.stringify(provider.requests[0]?.body)).toContain('And tell me when it is done')
        } finally {
          await provider.close()
        }
      },
    )

    it('does not call the tool that the client answered with something else', async () => {
      const provider = await startProvider(strict(api, (response) => api.text(response, 'Fine.')))
      try {
        const resume: ResumeEntry[] = [{ interruptId: 'approval_c1', status: 'resolved', payload: true }]
        const messages = [...asked, tool('paid by hand')]
        const { error } = await runToEnd(create(api, provider.url), inputOf({ messages, resume }))
        expect(error).toBeUndefined()
        expect(paid).toEqual([])
        expect(JSON.stringify(provider.requests[0]?.body)).toContain('paid by hand')
      } finally {
        await provider.close()
      }
    })
  })
}

describe.each(testApis)('over $name', (api) => {
  const resume: ResumeEntry[] = [{ interruptId: 'approval_c1', status: 'resolved', payload: true }]

  it('two approved calls of two turns are both carried out', async () => {
    const provider = await startProvider(strict(api, (response) => api.text(response, 'Done.')))
    try {
      const agent = aisdk(({ messages }) => convertMessagesToVercelAISDKMessages(messages))(api, provider.url)
      const messages = [
        ...asked,
        user('And 7'),
        calling({ id: 'c2', name: 'pay', args: '{"amount":7}' }),
        user('Go'),
      ]
      const both: ResumeEntry[] = [...resume, { interruptId: 'c2', status: 'resolved', payload: true }]
      const { events, error } = await runToEnd(agent, inputOf({ messages, resume: both }))
      expect(error).toBeUndefined()
      expect(paid).toEqual([{ amount: 5 }, { amount: 7 }])
      expect(ofType(events, 'TOOL_CALL_RESULT')).toHaveLength(2)
    } finally {
      await provider.close()
    }
  })

  it('a factory that drops the decision is told what to add', async () => {
    const provider = await startProvider(strict(api, (response) => api.text(response, 'Hm.')))
    try {
      // The messages as a database has them.
      const stored = ({ messages }: RunAgentInput): Message[] => structuredClone(messages)
      const agent = aisdk((input) => convertMessagesToVercelAISDKMessages(stored(input)))(api, provider.url)
      const { events, error } = await runToEnd(agent, inputOf({ messages: asked, resume }))
      expect(error).toMatchObject({ code: 'invalid_configuration' })
      expect(events.at(-1)?.message).toBe(
        "The decision about the call 'c1' of the tool 'pay' was not carried out. In the factory, give streamText() the messages convertMessagesToVercelAISDKMessages(input.messages, { resume: input.resume }) and the tool 'pay'",
      )
      expect(paid).toEqual([])
      const after = [...historyAfter(asked, events), user('And now?')]
      expect((await runToEnd(agent, inputOf({ messages: after }))).error).toBeUndefined()
    } finally {
      await provider.close()
    }
  })
})

/** The history without the text that follows the result. */
function beforeText(messages: readonly Message[]): Message[] {
  return messages.filter((message) => message.role !== 'assistant' || message.toolCalls !== undefined)
}
