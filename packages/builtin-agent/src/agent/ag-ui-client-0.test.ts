import { afterEach, expect, it, vi } from 'vitest'
import {
  chatCalls,
  chatChunk,
  chatText,
  sse,
  startProvider,
  type TestProvider,
} from '../../test/provider-mock.ts'
import { user } from '../../test/run-agent.ts'
import { BuiltInAgent, defineTool } from '../index.ts'

vi.mock('@ag-ui/client', () => import('ag-ui-client-0'))

const image = { type: 'image', source: { type: 'data', value: 'aGk=', mimeType: 'image/png' } }

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

async function agentOn(...answers: Parameters<typeof startProvider>): Promise<BuiltInAgent> {
  provider = await startProvider(...answers)
  const agent = new BuiltInAgent({
    model: 'openai-compatible/test-model',
    baseURL: provider.url,
    tools: [defineTool({ name: 'shoot', description: 'Shoots', parameters: {}, execute: () => [image] })],
  })
  agent.setMessages([user('hello')])
  return agent
}

it('on a 0.x client, a run is read and kept', async () => {
  const { AbstractAgent } = await import('ag-ui-client-0')
  const agent = await agentOn((response) => chatText(response, 'Hi.'))
  expect(agent).toBeInstanceOf(AbstractAgent)
  await agent.runAgent()
  expect(agent.messages.at(-1)).toMatchObject({ role: 'assistant', content: 'Hi.' })
})

it('on a 0.x client, an image that a tool returns is described as text', async () => {
  const agent = await agentOn(
    (response) => chatCalls(response, { id: 'c1', name: 'shoot', args: '{}' }),
    (response) => chatText(response, 'I see.'),
  )
  await agent.runAgent()
  expect(agent.messages).toMatchObject([{}, {}, { role: 'tool', content: '[image: image/png]' }, {}])
})

it('on a 0.x client, a run that leaves a call to it ends in a way that it can read', async () => {
  const agent = await agentOn((response) => chatCalls(response, { id: 'c1', name: 'colour', args: '{}' }))
  const endings: object[] = []
  await agent.runAgent(
    { tools: [{ name: 'colour', description: 'The colour of the page', parameters: {} }] },
    { onRunFinishedEvent: ({ event }) => void endings.push(event) },
  )
  expect(endings).toHaveLength(1)
  expect(endings[0]).not.toHaveProperty('outcome')
})

it('on a 0.x client, a stopped run ends in a way that it can read', async () => {
  const agent = await agentOn((response) => sse(response, chatChunk({ content: 'Once' })))
  const endings: object[] = []
  await agent.runAgent(
    {},
    {
      onTextMessageContentEvent: () => agent.abortRun(),
      onRunFinishedEvent: ({ event }) => void endings.push(event),
    },
  )
  expect(endings).toHaveLength(1)
  expect(endings[0]).not.toHaveProperty('outcome')
})
