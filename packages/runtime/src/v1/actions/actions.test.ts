import { EventType } from '@ag-ui/client'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import {
  hosts,
  inputOf,
  listen,
  PATH,
  type RunEvent,
  results,
  run,
  said,
  send,
} from '../../../test/endpoint-client.ts'
import { type ModelAnswer, type ModelMock, startModel } from '../../../test/model-mock.ts'
import { BuiltInAgent, CopilotRuntime, defineTool, OpenAIAdapter } from '../../index.ts'
import type { CopilotRuntimeConstructorParams } from '../options.ts'

const adapterFor = ({ url }: ModelMock): OpenAIAdapter =>
  new OpenAIAdapter({ openai: new OpenAI({ apiKey: 'k', baseURL: `${url}/v1` }) })

interface Served {
  readonly url: string
  readonly model: ModelMock
  run(input?: object): Promise<RunEvent[]>
}

/** A runtime with actions behind a helper, on a model that gives these answers. */
async function serve(
  params: CopilotRuntimeConstructorParams,
  answers: ModelAnswer[],
  host = hosts['Next App Router'],
): Promise<Served> {
  const model = await startModel(...answers)
  const runtime = new CopilotRuntime(params)
  const serviceAdapter = adapterFor(model)
  if (host === undefined) throw new Error('There is no such host')
  const url = `${await listen(host(() => ({ runtime, serviceAdapter })))}${PATH}`
  return { url, model, run: (input = {}) => run(url, inputOf('Hi', input)) }
}

/** The tools that a model was offered in its call of this number, by name. */
function offered({ model }: Served, call = 0): Record<string, unknown> {
  const tools: { function: { name: string; parameters: unknown } }[] = model.requests[call]?.body.tools ?? []
  return Object.fromEntries(tools.map((tool) => [tool.function.name, tool.function.parameters]))
}

const greet = {
  name: 'greet',
  description: 'Greets a person',
  parameters: [{ name: 'who', type: 'string' as const }],
  handler: ({ who }: { who: string }) => `Hello ${who}`,
}

describe.each(Object.entries(hosts))('actions through the helper for %s', (_name, host) => {
  test('are called, and the model goes on with the result', async () => {
    const served = await serve({ actions: [greet] }, [{ call: 'greet', args: { who: 'Ann' } }, 'Done'], host)
    const events = await served.run()
    expect(results(events)).toEqual(['Hello Ann'])
    expect(said(events)).toBe('Done')
    expect(served.model.requests).toHaveLength(2)
    expect(served.model.requests[1]?.body.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: 'Hello Ann',
    })
  })
})

describe('actions', () => {
  test.each([
    ['a function', (): unknown[] => [greet]],
    ['an async function', async (): Promise<unknown[]> => [greet]],
  ])('may be %s of the properties and the URL, called once for each run', async (_name, give) => {
    const told: unknown[] = []
    const actions = (context: unknown): unknown => {
      told.push(context)
      return give()
    }
    const served = await serve({ actions } as CopilotRuntimeConstructorParams, [
      { call: 'greet', args: { who: 'Bo' } },
      'Done',
    ])
    expect(results(await served.run({ forwardedProps: { tenant: 7 } }))).toEqual(['Hello Bo'])
    expect(told).toEqual([
      { properties: { tenant: 7 }, url: expect.stringMatching(/^http:.*\/api\/copilotkit$/) },
    ])
  })

  test.each<[string, (() => unknown) | undefined, string]>([
    ['a string as it is', () => 'plain', 'plain'],
    ['any other value as JSON', () => ({ a: [1, true] }), '{"a":[1,true]}'],
    ['nothing', () => undefined, 'The tool "act" ran and returned no value.'],
    [
      'no handler',
      undefined,
      'The tool "act" was advertised without a handler, so it has no implementation to run. Tell the user this tool is unavailable.',
    ],
  ])('give %s as their result', async (_name, handler, expected) => {
    const action = { name: 'act', ...(handler && { handler }) }
    const served = await serve({ actions: [action] }, [{ call: 'act' }, 'Done'])
    const events = await served.run()
    expect(results(events)).toEqual([expected])
    expect(said(events)).toBe('Done')
  })

  test('that throw tell the model, and the thread goes on', async () => {
    const action = {
      name: 'act',
      handler: async () => {
        throw new Error('no such order')
      },
    }
    const served = await serve({ actions: [action] }, [{ call: 'act' }, 'Sorry'])
    const events = await served.run()
    expect(JSON.stringify(results(events))).toContain('no such order')
    expect([said(events), events.at(-1)?.type]).toEqual(['Sorry', 'RUN_FINISHED'])
  })

  test('may be called one after another in a run', async () => {
    const calls = Array.from({ length: 6 }, (_, at) => ({ call: 'greet', args: { who: `number ${at}` } }))
    const served = await serve({ actions: [greet] }, [...calls, 'Done'])
    const events = await served.run()
    expect(results(events)).toEqual(calls.map(({ args }) => `Hello ${args.who}`))
    expect(said(events)).toBe('Done')
  })

  test.each([
    ['another agent', scriptedAgent((input) => saying(input, ['Mine']))],
    [
      'an agent with a factory',
      new BuiltInAgent({
        type: 'custom',
        async *factory() {
          yield { type: EventType.TEXT_MESSAGE_CHUNK, messageId: 'm', role: 'assistant', delta: 'Mine' }
        },
      }),
    ],
  ])('have no effect on %s, which a warning says', async (_name, agent) => {
    const warnings: string[] = []
    const logger = { ...console, warn: (message: string) => void warnings.push(message) }
    const served = await serve({ agents: { mine: agent }, actions: [greet], logger }, ['Hi'])
    expect(said(await served.run())).toBe('Mine')
    await served.run()
    expect(warnings.filter((message) => message.startsWith('actions and mcpServers have no effect'))).toEqual(
      ["actions and mcpServers have no effect on the agent 'mine', which is not a BuiltInAgent with a model"],
    )
  })

  test('have their parameters as a JSON Schema', async () => {
    const parameters = [
      { name: 'city', description: 'Where', enum: ['Rome', 'Oslo'] },
      { name: 'days', type: 'number' as const, required: false },
      { name: 'tags', type: 'string[]' as const },
      {
        name: 'guests',
        type: 'object[]' as const,
        attributes: [
          { name: 'name', type: 'string' as const },
          { name: 'age', type: 'number' as const, required: false },
        ],
      },
      { name: 'extra', type: 'object' as const },
    ]
    const served = await serve({ actions: [{ name: 'book', parameters, handler: () => 'ok' }] }, ['Hi'])
    await served.run()
    expect(offered(served).book).toEqual({
      type: 'object',
      properties: {
        city: { type: 'string', description: 'Where', enum: ['Rome', 'Oslo'] },
        days: { type: 'number' },
        tags: { type: 'array', items: { type: 'string' } },
        guests: {
          type: 'array',
          items: {
            type: 'object',
            properties: { name: { type: 'string' }, age: { type: 'number' } },
            required: ['name'],
            additionalProperties: false,
          },
        },
        extra: { type: 'object' },
      },
      required: ['city', 'tags', 'guests', 'extra'],
    })
  })

  test('of two tenants at once are seen by neither of the other', async () => {
    const served = await serve(
      {
        actions: async ({ properties }) => {
          await new Promise((resolve) => setTimeout(resolve, properties.tenant === 'one' ? 20 : 0))
          return [{ name: `secret_${properties.tenant}`, handler: () => 'x' }]
        },
      },
      ['Hi'],
    )
    await Promise.all(['one', 'two'].map((tenant) => served.run({ forwardedProps: { tenant } })))
    const secrets = [0, 1].map((call) =>
      Object.keys(offered(served, call)).filter((name) => name.startsWith('secret')),
    )
    expect(secrets.sort()).toEqual([['secret_one'], ['secret_two']])
  })

  test('win over a tool of the client, and lose to one that the agent has itself', async () => {
    const model = await startModel({ call: 'greet', args: { who: 'Cy' } }, 'Done', { call: 'mine' }, 'Done')
    const mine = defineTool({
      name: 'mine',
      description: 'Of the agent',
      parameters: { type: 'object', properties: {} },
      execute: async () => 'of the agent',
    })
    const agent = new BuiltInAgent({ model: adapterFor(model).getLanguageModel(), tools: [mine] })
    const runtime = new CopilotRuntime({
      agents: { default: agent },
      actions: [greet, { name: 'mine', handler: () => 'of the action' }],
    })
    const url = `${await listen(hosts['node:http']?.(() => ({ runtime })) ?? (() => {}))}${PATH}`
    const client = [{ name: 'greet', description: 'Of the client', parameters: { type: 'object' } }]
    expect(results(await run(url, inputOf('Hi', { tools: client })))).toEqual(['Hello Cy'])
    expect(results(await run(url, inputOf('Hi')))).toEqual(['of the agent'])
    expect(await agent.getCapabilities()).not.toHaveProperty('tools.items')
  })

  test('are not called for anything but runs, and a function that fails ends the run with an error', async () => {
    let calls = 0
    const served = await serve(
      {
        actions: () => {
          calls += 1
          throw new Error('no database')
        },
      },
      ['Hi'],
    )
    const params = { agentId: 'default', threadId: 'idle' }
    const statuses = ['info', 'agent/stop', 'agent/connect'].map(async (method) => {
      const response = await send(served.url, method, inputOf('', { threadId: 'idle' }), { params })
      await response.text()
      return response.status
    })
    expect(await Promise.all(statuses)).toEqual([200, 200, 200])
    expect(calls).toBe(0)
    const events = await served.run()
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR' })
    expect(JSON.stringify(events)).not.toContain('no database')
    expect(calls).toBe(1)
  })
})

test('the types of arguments follow from the parameters', () => {
  const runtime = new CopilotRuntime({
    actions: [
      {
        name: 'first',
        parameters: [
          { name: 'id', type: 'string' },
          { name: 'count', type: 'number', required: false },
          { name: 'kind', enum: ['a', 'b'] },
          { name: 'items', type: 'object[]', attributes: [{ name: 'done', type: 'boolean' }] },
        ],
        handler: ({ id, count, kind, items }) => {
          const texts: string[] = [id, kind]
          const numbers: (number | undefined)[] = [count]
          const flags: boolean[] = items.map(({ done }) => done)
          return { texts, numbers, flags }
        },
      },
    ],
  })
  const annotated = new CopilotRuntime({
    actions: ({ properties, url }) => [
      {
        name: 'fetchNameForUserId',
        description: `For ${properties.tenant} at ${url}`,
        parameters: [{ name: 'userId', type: 'string', required: true }],
        handler: async ({ userId }: { userId: string }) => ({ name: userId }),
      },
      { name: 'second', handler: async () => 1 },
    ],
  })
  const mixed = new CopilotRuntime({
    actions: [
      { name: 'one', parameters: [{ name: 'a', type: 'string' }], handler: ({ a }) => a },
      { name: 'two', parameters: [{ name: 'b', type: 'number' }], handler: ({ b }) => b },
      { name: 'three', handler: () => 'none' },
    ],
  })
  const runtimes: CopilotRuntime[] = [runtime, annotated, mixed]
  expect(runtimes.map(({ instance }) => instance)).toEqual(runtimes)
})
