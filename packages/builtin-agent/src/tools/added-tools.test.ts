import { afterEach, expect, it } from 'vitest'
import { chatCalls, chatText, startProvider, type TestProvider } from '../../test/provider-mock.ts'
import { inputOf, ofType, runToEnd, user } from '../../test/run-agent.ts'
import { BuiltInAgent, type ToolDefinition } from '../index.ts'

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

const tool = (name: string, result: unknown): ToolDefinition => ({
  name,
  description: `Gives ${String(result)}`,
  parameters: { type: 'object', properties: {} },
  execute: () => result,
})

async function agentThatCalls(name: string, tools: ToolDefinition[] = []): Promise<BuiltInAgent> {
  provider = await startProvider(
    (response) => chatCalls(response, { id: 'c1', name, args: '{}' }),
    (response) => chatText(response, 'Done'),
  )
  return new BuiltInAgent({ model: 'openai-compatible/any', baseURL: provider.url, tools })
}

const question = inputOf({ messages: [user('call it')] })

function resultsOf(events: Parameters<typeof ofType>[0]): unknown[] {
  return ofType(events, 'TOOL_CALL_RESULT').map((event) => event.content)
}

it('an added tool is called, and the agent it was added to does not have it', async () => {
  const agent = await agentThatCalls('added')
  const { events } = await runToEnd(agent.withTools([tool('added', 'from the added tool')]), question)
  expect(resultsOf(events)).toEqual(['from the added tool'])
  await runToEnd(agent, question)
  const offered = provider?.requests.map(({ body }) =>
    body.tools.some((one: { function: { name: string } }) => one.function.name === 'added'),
  )
  expect(offered).toEqual([true, true, false])
})

it('a function returns the tools of one run and gets its input', async () => {
  const agent = await agentThatCalls('later')
  const told: unknown[] = []
  const added = agent.withTools(async ({ input }) => {
    told.push(input.forwardedProps)
    return [tool('later', 'found')]
  })
  const { events } = await runToEnd(
    added.clone(),
    inputOf({ ...question, forwardedProps: { tenant: 'one' } }),
  )
  expect(resultsOf(events)).toEqual(['found'])
  expect(told).toEqual([{ tenant: 'one' }])
})

it('a configured tool wins over an added one, and that over the tool of a client', async () => {
  const agent = await agentThatCalls('mine', [tool('mine', 'configured')])
  const { events } = await runToEnd(
    agent.withTools([tool('mine', 'added'), tool('yours', 'added')]),
    inputOf({ ...question, tools: [{ name: 'yours', description: 'of the client', parameters: {} }] }),
  )
  expect(resultsOf(events)).toEqual(['configured'])
  const yours = provider?.requests[0]?.body.tools.filter(
    (one: { function: { name: string } }) => one.function.name === 'yours',
  )
  expect(yours).toEqual([
    expect.objectContaining({ function: expect.objectContaining({ description: 'Gives added' }) }),
  ])
})

it('a function of tools that fails ends the run with an error', async () => {
  const agent = await agentThatCalls('any')
  const failing = agent.withTools(() => {
    throw new Error('no database')
  })
  const { events } = await runToEnd(failing, question)
  expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR' })
  expect(JSON.stringify(events)).not.toContain('no database')
})

it('an agent with a factory takes none, which shows: it is returned itself', () => {
  const agent = new BuiltInAgent({ type: 'custom', factory: async function* () {} })
  expect(agent.withTools([tool('added', 'unused')])).toBe(agent)
})
