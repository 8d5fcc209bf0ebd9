import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'

const VERSION = { 'x-copilotkit-runtime-client-gql-version': '1.74.0' }
const operation = { operationName: 'generateCopilotResponse', query: 'mutation {}', variables: {} }

test.each([
  ['single-route', {}, operation],
  ['multi-route', {}, operation],
  ['multi-route', VERSION, { ...operation, variables: { data: 'x'.repeat(20_000) } }],
] as const)('a request of GraphQL is refused in %s mode, %j', async (mode, headers, body) => {
  const runtime = new CopilotRuntime({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime, mode, basePath: '/api' })
  const response = await handler(
    new Request('http://host/api', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    }),
  )
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'graphql_not_served' })
})
