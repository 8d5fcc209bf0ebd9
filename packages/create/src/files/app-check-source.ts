import type { AgentChoice } from '../choices.ts'

const FUNCTION = {
  imports: '',
  agent: 'createAgent()',
  expected: 'You said: Hello',
}

const MODEL = {
  imports: `import { simulateReadableStream } from 'ai'
import { MockLanguageModelV3 } from 'ai/test'
`,
  agent: 'createAgent(model)',
  expected: 'Hello from a mock model',
}

const MOCK = `/** Answers without a network, so that the test needs no API key. */
const model = new MockLanguageModelV3({
  doStream: async () => ({
    stream: simulateReadableStream({
      chunks: [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: '1' },
        { type: 'text-delta', id: '1', delta: 'Hello from a mock model' },
        { type: 'text-end', id: '1' },
        {
          type: 'finish',
          finishReason: { unified: 'stop', raw: 'stop' },
          usage: {
            inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
            outputTokens: { total: 1, text: 1, reasoning: 0 },
          },
        },
      ],
    }),
  }),
})

`

/** The test of the project, for the test runner of Node. */
export function testSource(agent: AgentChoice): string {
  const { imports, agent: creates, expected } = agent === 'function' ? FUNCTION : MODEL
  return `import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
${imports}import { createAgent } from './agent.js'
import { createApp } from './app.js'

process.env.THREADS_DB = ':memory:'

${agent === 'function' ? '' : MOCK}test('the agent answers a message', async (context) => {
  const server = createApp({ default: ${creates} }).listen(0)
  await once(server, 'listening')
  context.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const response = await fetch(\`http://127.0.0.1:\${port}/api/copilotkit/agent/default/run\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      threadId: 'thread-1',
      runId: 'run-1',
      messages: [{ id: 'message-1', role: 'user', content: 'Hello' }],
      tools: [],
      context: [],
    }),
  })
  const events = await response.text()
  assert.match(events, /${expected}/)
  assert.match(events, /RUN_FINISHED/)
})
`
}
