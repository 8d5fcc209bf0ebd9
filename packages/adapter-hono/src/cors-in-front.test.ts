import { CopilotRuntime } from '@flightdeck/runtime-core'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { expect, test } from 'vitest'
import { createCopilotHonoHandler } from './hono-handler.ts'

const page = 'https://app.example.com'

function appBehind(origin: string) {
  const runtime = new CopilotRuntime({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
  return new Hono()
    .use(cors({ origin }))
    .route('/', createCopilotHonoHandler({ runtime, basePath: '/api', cors: false }))
}

test.each([
  ['the origin of the page', page, {}, 200],
  ['another origin', 'https://other.example', {}, 403],
  ['every origin', '*', {}, 200],
  ['every origin, with cookies', '*', { cookie: 'session=1' }, 403],
])('a run behind a middleware that allows %s', async (_what, allowed, sent, status) => {
  const response = await appBehind(allowed).request('http://api.example.com/api/agent/default/run', {
    method: 'POST',
    headers: { origin: page, 'content-type': 'application/json', ...sent },
    body: JSON.stringify({ threadId: 't', runId: 'r', messages: [], tools: [], context: [] }),
  })
  await response.text()
  expect(response.status).toBe(status)
  if (status === 200) expect(response.headers.get('access-control-allow-origin')).toBe(allowed)
})
