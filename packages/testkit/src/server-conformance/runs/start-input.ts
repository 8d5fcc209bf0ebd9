import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import { forever, isText, reading } from '../harness/reading.ts'

const question = { id: 'u1', role: 'user', content: 'Hello?' }
const secrets = {
  context: [{ description: 'secret in context', value: 'secret' }],
  tools: [{ name: 'secret_tool', description: 'secret', parameters: { type: 'object' } }],
  forwardedProps: { token: 'secret in props' },
}

export function startInputTests({ serve, core }: Suite): void {
  core('RUN_STARTED carries the messages that are new in its run', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, ['Hi'], `m-${input.runId}`)) },
    })
    const input = inputOf({ threadId: 't1', messages: [question], state: { count: 1 } })
    const [first] = await readEvents(await client.run(input))
    expect(first?.input).toEqual({
      threadId: 't1',
      runId: 'r1',
      messages: [question],
      tools: [],
      context: [],
    })
    const further = { id: 'u2', role: 'user', content: 'And now?' }
    const messages = [question, { id: 'm-r1', role: 'assistant', content: 'Hi' }, further]
    const [second] = await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2', messages })))
    expect(second?.input).toMatchObject({ runId: 'r2', messages: [further] })
  })

  core('forwarded properties, tools and context reach only the agent', async () => {
    const agent = scriptedAgent(({ threadId, runId, ...rest }) => [
      event('RUN_STARTED', { threadId, runId, input: { threadId, runId, ...rest } }),
      event('TEXT_MESSAGE_CHUNK', { messageId: 'm1', delta: 'Hi' }),
      event('TEXT_MESSAGE_CHUNK', { messageId: 'm1', delta: '!' }),
      { until: forever },
    ])
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1', ...secrets })))
    await run.until(isText())
    expect(agent.inputs[0]).toMatchObject({ ...secrets })
    const joined = reading(await client.connect('t1'))
    await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
    await client.stop('t1')
    expect(JSON.stringify([await run.toEnd(), await joined.toEnd()])).not.toContain('secret')
  })

  core('request headers never appear in a stream', async () => {
    const client = await serve({ agents: { default: scriptedAgent((input) => saying(input, ['Hi'])) } })
    const headers = { authorization: 'Bearer sk-secret', 'x-key': 'sk-secret' }
    const text = await (await client.run(inputOf({ threadId: 't1' }), { headers })).text()
    expect(text + (await (await client.connect('t1')).text())).not.toContain('sk-secret')
  })
}
