import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readEvents } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { BuiltInAgent, CopilotRuntime, createCopilotRuntimeHandler } from './v2.ts'

/** Starts a mock model that calls the forced tool, and records its requests. */
async function startMockModel(): Promise<{ url: string; requests: { tool_choice?: unknown }[] }> {
  const requests: { tool_choice?: unknown }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    requests.push(JSON.parse(body))
    const call = {
      index: 0,
      id: 'c1',
      function: { name: 'copilotkitSuggest', arguments: '{"suggestions":[]}' },
    }
    const choice = { index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`data: ${JSON.stringify({ choices: [choice] })}\n\ndata: [DONE]\n\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

test('a suggestion forces its tool, even if the agent allows clients no overrides', async () => {
  const { url, requests } = await startMockModel()
  const agent = new BuiltInAgent({ model: 'openai-compatible/any', baseURL: url })
  const handler = createCopilotRuntimeHandler({ runtime: new CopilotRuntime({ agents: { default: agent } }) })
  const response = await handler(
    new Request('http://localhost/agent/default/suggest', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        threadId: 't',
        runId: 'r',
        state: {},
        messages: [{ id: 'u1', role: 'user', content: 'What can I ask?' }],
        tools: [{ name: 'copilotkitSuggest', description: 'Suggests', parameters: { type: 'object' } }],
        context: [],
        forwardedProps: { toolChoice: { type: 'function', function: { name: 'copilotkitSuggest' } } },
      }),
    }),
  )
  const events = await readEvents(response)
  expect(requests.map((request) => request.tool_choice)).toEqual([
    { type: 'function', function: { name: 'copilotkitSuggest' } },
  ])
  expect(events.map(({ type }) => type)).toContain('TOOL_CALL_ARGS')
  expect(events.at(-1)?.type).toBe('RUN_FINISHED')
})
