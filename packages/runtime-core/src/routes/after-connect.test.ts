import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { readEvents, readSse, saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import type { AfterRequestMiddlewareContext } from '../hooks/middleware.ts'
import { CopilotRuntime } from '../runtime/copilot-runtime.ts'
import { createCopilotRuntimeHandler } from '../server/handler.ts'

const agents = {
  default: scriptedAgent((input) => saying(input, ['Hello'], `m-${input.runId}`)),
  slow: scriptedAgent((input) => [...saying(input, ['Wait']).slice(0, 3), { until: new Promise(() => {}) }]),
}

function serve(): {
  post(path: string, runId: string): Promise<Response>
  seen: AfterRequestMiddlewareContext[]
} {
  const seen: AfterRequestMiddlewareContext[] = []
  const runtime = new CopilotRuntime({
    agents,
    runner: new InMemoryAgentRunner(),
    logger: false,
    afterRequestMiddleware: (context) => void seen.push(context),
  })
  onTestFinished(() => runtime.close({ drainMs: 0 }))
  const handler = createCopilotRuntimeHandler({ runtime })
  return {
    seen,
    post: (path, runId) =>
      handler(
        new Request(`http://host${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ threadId: 't', runId, protocolVersion: '1.0', messages: [] }),
        }),
      ),
  }
}

const ofConnect = (
  seen: readonly AfterRequestMiddlewareContext[],
): AfterRequestMiddlewareContext | undefined => seen.find(({ path }) => path.endsWith('/connect'))

test('after a connect, afterRequestMiddleware gets the messages, the ids and the body that the client was sent', async () => {
  const { post, seen } = serve()
  await readEvents(await post('/agent/default/run', 'r1'))
  const sent = await readEvents(await post('/agent/default/connect', 'x'))
  await expect.poll(() => ofConnect(seen)).toBeDefined()
  const context = ofConnect(seen)
  expect(context).toMatchObject({
    threadId: 't',
    runId: 'r1',
    messages: [{ id: 'm-r1', role: 'assistant', content: 'Hello' }],
  })
  expect(await readEvents(context?.response as Response)).toEqual(sent)
})

test('after a connect whose client disconnects, it gets what was sent until then', async () => {
  const { post, seen } = serve()
  const run = await post('/agent/slow/run', 'r1')
  onTestFinished(() => run.body?.cancel())
  const connected = await post('/agent/slow/connect', 'x')
  for await (const { data } of readSse(connected)) if (data.type === 'TEXT_MESSAGE_START') break
  await expect.poll(() => ofConnect(seen)).toBeDefined()
  expect(ofConnect(seen)).toMatchObject({ threadId: 't', runId: 'r1' })
  expect(await ofConnect(seen)?.response.text()).toContain('TEXT_MESSAGE_START')
})
