import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import { gate, isText, reading } from '../harness/reading.ts'
import type { AfterArguments } from '../harness/server-under-test.ts'

/** A middleware that records its calls. */
function listening(): {
  calls: AfterArguments[]
  called: Promise<void>
  middleware: (call: AfterArguments) => void
} {
  const calls: AfterArguments[] = []
  const { opened, open } = gate()
  return {
    calls,
    called: opened,
    middleware: (call) => {
      calls.push(call)
      open()
    },
  }
}

export function afterRequestTests({ serve, core }: Suite): void {
  core('it is called once, after the run has ended, with the messages of the run', async () => {
    const pause = gate()
    const { calls, called, middleware } = listening()
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('TEXT_MESSAGE_START', { messageId: 'm1', role: 'assistant' }),
      event('TEXT_MESSAGE_CONTENT', { messageId: 'm1', delta: 'Hel' }),
      { until: pause.opened },
      event('TEXT_MESSAGE_CONTENT', { messageId: 'm1', delta: 'lo' }),
      event('TEXT_MESSAGE_END', { messageId: 'm1' }),
      event('TOOL_CALL_START', { toolCallId: 'c1', toolCallName: 'look', parentMessageId: 'm1' }),
      event('TOOL_CALL_ARGS', { toolCallId: 'c1', delta: '{}' }),
      event('TOOL_CALL_END', { toolCallId: 'c1' }),
      event('TOOL_CALL_RESULT', { messageId: 'res1', toolCallId: 'c1', content: 'blue', role: 'tool' }),
      event('RUN_FINISHED', { threadId, runId }),
    ])
    const client = await serve({ agents: { default: agent }, afterRequestMiddleware: middleware })
    const response = await client.run(inputOf({ threadId: 't1' }))
    const run = reading(response)
    await run.until(isText())
    expect(calls).toEqual([])
    pause.open()
    await run.toEnd()
    await called
    // A second request has its own call; by the time it is answered, a doubled first one would be there.
    await (await client.stop('t1')).text()
    const ofRun = calls.filter(({ runId }) => runId === 'r1')
    expect(ofRun).toHaveLength(1)
    expect(ofRun[0]).toMatchObject({
      path: new URL(client.addressOf({ method: 'agent/run', agentId: 'default' })).pathname,
      threadId: 't1',
    })
    expect(ofRun[0]?.messages).toEqual([
      { id: 'm1', role: 'assistant', content: 'Hello', toolCalls: [{ id: 'c1', name: 'look', args: '{}' }] },
      { id: 'res1', role: 'tool', content: 'blue', toolCallId: 'c1' },
    ])
  })

  core('it can read the response', async () => {
    const { calls, called, middleware } = listening()
    const agent = scriptedAgent((input) => saying(input, ['Hi']))
    const client = await serve({ agents: { default: agent }, afterRequestMiddleware: middleware })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    await called
    const [{ response } = { response: undefined }] = calls
    expect(response?.status).toBe(200)
    expect(response && (await readEvents(response))).toEqual(events)
  })

  core('it is also called for a run whose client disconnected', async () => {
    const pause = gate()
    const { calls, called, middleware } = listening()
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['One, ', 'two.'])
      return [...said.slice(0, 3), { until: pause.opened }, ...said.slice(3)]
    })
    const client = await serve({ agents: { default: agent }, afterRequestMiddleware: middleware })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    await run.disconnect()
    pause.open()
    await called
    expect(calls[0]?.messages).toEqual([{ id: 'm1', role: 'assistant', content: 'One, two.' }])
  })

  core('for a route that runs no agent it gets the response and no messages', async () => {
    const { calls, called, middleware } = listening()
    const client = await serve({ agents: {}, afterRequestMiddleware: middleware })
    await (await client.send({ method: 'info' })).text()
    await called
    expect(calls).toMatchObject([{ messages: [] }])
    expect(await calls[0]?.response.json()).toMatchObject({ mode: 'sse' })
  })

  core('an error in it affects neither the response nor the server', async () => {
    const fail = (): never => {
      throw new Error('sk-secret')
    }
    const agent = scriptedAgent((input) => saying(input, ['Hi']))
    const client = await serve({ agents: { default: agent }, afterRequestMiddleware: fail })
    for (const threadId of ['t1', 't2']) {
      const text = await (await client.run(inputOf({ threadId }))).text()
      expect(text).toContain('RUN_FINISHED')
      expect(text).not.toContain('sk-secret')
    }
  })
}
