import { afterEach, expect, it, vi } from 'vitest'
import { BuiltInAgent } from './index.ts'
import { chatChunk, chatText, sse, startProvider, type TestProvider } from './test-provider.ts'
import { user } from './test-run.ts'

vi.mock('@ag-ui/client', () => import('ag-ui-client-0'))

let provider: TestProvider | undefined

afterEach(async () => {
  await provider?.close()
  provider = undefined
})

async function agentOn(...answers: Parameters<typeof startProvider>): Promise<BuiltInAgent> {
  provider = await startProvider(...answers)
  const agent = new BuiltInAgent({ model: 'openai-compatible/test-model', baseURL: provider.url })
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
