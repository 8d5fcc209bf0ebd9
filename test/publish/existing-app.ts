import type { ReadmeExample } from '../readme-example.ts'

/** A program written for `@copilotkit/runtime/v2`. */
const v2App: ReadmeExample = {
  source: `
    import { AbstractAgent } from '@ag-ui/client'
    import { CopilotRuntime, createCopilotRuntimeHandler, InMemoryAgentRunner } from '@copilotkit/runtime/v2'
    import { of } from 'rxjs'

    class Greeter extends AbstractAgent {
      run({ threadId, runId }) {
        return of(
          { type: 'RUN_STARTED', threadId, runId },
          { type: 'TEXT_MESSAGE_START', messageId: 'm1', role: 'assistant' },
          { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm1', delta: 'Hello' },
          { type: 'TEXT_MESSAGE_END', messageId: 'm1' },
          { type: 'RUN_FINISHED', threadId, runId },
        )
      }
    }

    const runtime = new CopilotRuntime({ agents: { default: new Greeter() }, runner: new InMemoryAgentRunner() })
    const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api/copilotkit' })
    const response = await handler(
      new Request('http://localhost/api/copilotkit/agent/default/run', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          threadId: 'thread-1',
          runId: 'run-1',
          messages: [{ id: 'u1', role: 'user', content: 'Hi' }],
          tools: [],
          context: [],
          state: {},
          forwardedProps: {},
        }),
      }),
    )
    for (const frame of (await response.text()).trim().split('\\n\\n')) {
      const event = JSON.parse(/^data: (.*)$/m.exec(frame)[1])
      console.log(event.type, event.delta ?? '')
    }
  `,
  prints: ['RUN_STARTED', 'TEXT_MESSAGE_CONTENT Hello', 'RUN_FINISHED'],
  installs: ['@copilotkit/runtime', '@ag-ui/client', 'rxjs'],
  imports: ['@ag-ui/client', '@copilotkit/runtime/v2', 'rxjs'],
  isTest: false,
}

/** A program written for the older API, with a mock of its model on a local port. */
const olderApp: ReadmeExample = {
  source: `
    import { createServer } from 'node:http'
    import { CopilotRuntime, copilotRuntimeNodeHttpEndpoint, OpenAIAdapter } from '@copilotkit/runtime'

    const listen = async (listener) => {
      const server = createServer(listener)
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
      return { url: 'http://127.0.0.1:' + server.address().port, server }
    }
    let calls = 0
    const model = await listen((req, res) => {
      const tool = { index: 0, id: 'c1', type: 'function', function: { name: 'now', arguments: '{}' } }
      const delta = calls++ === 0 ? { tool_calls: [tool] } : { content: 'It is noon' }
      const finish_reason = delta.content ? 'stop' : 'tool_calls'
      const chunk = { id: 'x', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta, finish_reason }] }
      req.resume()
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.end('data: ' + JSON.stringify(chunk) + '\\n\\ndata: [DONE]\\n\\n')
    })
    const serviceAdapter = new OpenAIAdapter({ openai: { apiKey: 'k', baseURL: model.url } })
    const runtime = new CopilotRuntime({ actions: [{ name: 'now', handler: () => '12:00' }] })
    const endpoint = copilotRuntimeNodeHttpEndpoint({ runtime, serviceAdapter, endpoint: '/copilotkit' })
    const app = await listen(endpoint)
    const body = { threadId: 't', messages: [{ id: 'u1', role: 'user', content: 'What time is it?' }] }
    const response = await fetch(app.url + '/copilotkit', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ method: 'agent/run', params: { agentId: 'default' }, body }),
    })
    for (const frame of (await response.text()).trim().split('\\n\\n')) {
      const event = JSON.parse(/^data: (.*)$/m.exec(frame)[1])
      console.log(event.type, event.delta ?? event.content ?? '')
    }
    for (const { server } of [model, app]) {
      server.closeAllConnections()
      server.close()
    }
  `,
  prints: ['TOOL_CALL_RESULT 12:00', 'TEXT_MESSAGE_CONTENT It is noon', 'RUN_FINISHED'],
  installs: ['@copilotkit/runtime', '@ag-ui/client', 'ai', '@ai-sdk/openai'],
  imports: ['@copilotkit/runtime'],
  isTest: false,
}

/** A program with both: a runtime of the root behind a handler of `/v2`. */
const bothApp: ReadmeExample = {
  source: `
    import { CopilotRuntime } from '@copilotkit/runtime'
    import { CopilotRuntime as Strict, createCopilotRuntimeHandler } from '@copilotkit/runtime/v2'

    const agents = { default: { async *run() {} } }
    for (const runtime of [new CopilotRuntime({ agents, actions: [] }), new Strict({ agents })]) {
      const handler = createCopilotRuntimeHandler({ runtime, basePath: '/api' })
      const info = await (await handler(new Request('http://localhost/api/info'))).json()
      console.log(Object.keys(info.agents).join(), runtime instanceof Strict)
    }
    try {
      new Strict({ agents, actions: [] })
    } catch (error) {
      console.log(error.message.includes('older API'))
    }
  `,
  prints: ['default true', 'default true', 'true'],
  installs: ['@copilotkit/runtime', '@ag-ui/client'],
  imports: ['@copilotkit/runtime', '@copilotkit/runtime/v2'],
  isTest: false,
}

/** Programs written for `@copilotkit/runtime`, run with our façade under that name. */
export const existingApps: Readonly<Record<string, ReadmeExample>> = {
  'the older API': olderApp,
  v2: v2App,
  both: bothApp,
}
