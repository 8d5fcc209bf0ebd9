import type { ReadmeExample } from '../readme-example.ts'

/** A program written for `@copilotkit/runtime`, run with our façade under that name. */
export const existingApp: ReadmeExample = {
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
      const event = JSON.parse(frame.slice(frame.indexOf('data: ') + 6))
      console.log(event.type, event.delta ?? '')
    }
  `,
  prints: ['RUN_STARTED', 'TEXT_MESSAGE_CONTENT Hello', 'RUN_FINISHED'],
  installs: ['@copilotkit/runtime', '@ag-ui/client', 'rxjs'],
  imports: ['@ag-ui/client', '@copilotkit/runtime/v2', 'rxjs'],
  isTest: false,
}
