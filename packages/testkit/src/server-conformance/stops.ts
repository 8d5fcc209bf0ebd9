import { expect, test } from 'vitest'
import { readEvents } from '../read-sse.ts'
import { saying, scriptedAgent } from '../scripted-agent.ts'
import { event, inputOf, type Suite } from './client.ts'
import { forever, gate, isText, ofType, reading, textOf, typesOf } from './reading.ts'

const stopped = {
  stopped: true,
  interrupt: { type: 'RUN_ERROR', message: 'Run stopped by user', code: 'STOPPED' },
}
const nothing = { stopped: false, message: "No active run for thread 't1'." }

/** Says something and hangs in run r1; says something and ends in any other. */
const hanging = (ignoresStop = false): ReturnType<typeof scriptedAgent> =>
  scriptedAgent(
    (input) => {
      const said = saying(input, ['Partial'], `m-${input.runId}`)
      return input.runId === 'r1' ? [...said.slice(0, 3), { until: forever }, ...said.slice(3)] : said
    },
    { ignoresStop },
  )

export function stopTests({ serve }: Suite): void {
  test.each([
    ['', false],
    [' that ignores it', true],
  ])('a stop ends the run of an agent%s, and answers when the thread is free', async (_, ignoresStop) => {
    const agent = hanging(ignoresStop)
    const client = await serve({ agents: { default: agent }, stopGraceMs: 50 })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const answer = await client.stop('t1')
    const next = await client.run(inputOf({ threadId: 't1', runId: 'r2' }))
    expect([answer.status, next.status]).toEqual([200, 200])
    expect(await answer.json()).toEqual(stopped)
    const events = await run.toEnd()
    expect(typesOf(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_FINISHED'])
    expect(events.at(-1)).toMatchObject({ threadId: 't1', runId: 'r1', outcome: { type: 'cancelled' } })
    expect(agent.aborts).toBe(1)
    expect((await readEvents(next)).at(-1)).toMatchObject({ runId: 'r2' })
    expect(textOf(await readEvents(await client.connect('t1')), 'm-r1')).toBe('Partial')
  })

  test('a stop of nothing is answered, whether the thread is unknown or idle', async () => {
    const client = await serve({ agents: { default: hanging() } })
    expect(await (await client.stop('t1')).json()).toEqual(nothing)
    await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
    const idle = await client.stop('t1')
    expect(idle.status).toBe(200)
    expect(await idle.json()).toEqual(nothing)
  })

  test('a stop that names a run leaves every other alone', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['a', 'b'])
      return input.runId === 'r2' ? [...said.slice(0, 3), { until: pause.opened }, ...said.slice(3)] : said
    })
    const client = await serve({ agents: { default: agent } })
    await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r1' })))
    const second = reading(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
    await second.until(isText('a'))
    expect(await (await client.stop('t1', 'r1')).json()).toEqual(nothing)
    const stop = { method: 'agent/stop', agentId: 'default', threadId: 't1' } as const
    expect(await (await client.send(stop, { query: { runId: 'r1' } })).json()).toEqual(nothing)
    pause.open()
    const events = await second.toEnd()
    expect(textOf(events)).toBe('ab')
    expect(events.at(-1)).not.toHaveProperty('outcome')
  })

  test('a stop that names the run that lasts ends it, in a body or in the address', async () => {
    const client = await serve({ agents: { default: hanging() } })
    for (const threadId of ['t1', 't2']) {
      const run = reading(await client.run(inputOf({ threadId })))
      await run.until(isText())
      const byAddress = { method: 'agent/stop', agentId: 'default', threadId } as const
      const answer =
        threadId === 't1' ? client.stop('t1', 'r1') : client.send(byAddress, { query: { runId: 'r1' } })
      expect(await (await answer).json()).toEqual(stopped)
      expect((await run.toEnd()).at(-1)).toMatchObject({ outcome: { type: 'cancelled' } })
    }
  })

  test('a second stop does no harm, during the first or after it', async () => {
    const client = await serve({ agents: { default: hanging(true) }, stopGraceMs: 50 })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const answers = await Promise.all([client.stop('t1'), client.stop('t1')])
    const bodies = await Promise.all(answers.map((answer) => answer.json()))
    expect(bodies).toContainEqual(stopped)
    expect(await (await client.stop('t1')).json()).toEqual(nothing)
    expect(ofType(await run.toEnd(), 'RUN_FINISHED')).toHaveLength(1)
  })

  test('tool calls that a stopped run leaves without a result get one', async () => {
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('TOOL_CALL_START', { toolCallId: 'c1', toolCallName: 'look' }),
      event('TOOL_CALL_ARGS', { toolCallId: 'c1', delta: '{' }),
      { until: forever },
    ])
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(({ type }) => type === 'TOOL_CALL_ARGS')
    await client.stop('t1')
    const events = await run.toEnd()
    expect(typesOf(events).slice(-3)).toEqual(['TOOL_CALL_END', 'TOOL_CALL_RESULT', 'RUN_FINISHED'])
    expect(JSON.parse(String(events.at(-2)?.content))).toEqual({
      status: 'stopped',
      reason: 'stop_requested',
      message: 'Run stopped by user',
    })
  })

  test('everyone who follows sees the stop', async () => {
    const client = await serve({ agents: { default: hanging() } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const followers = [reading(await client.connect('t1')), reading(await client.connect('t1'))]
    for (const follower of followers) await follower.until(({ type }) => type === 'TEXT_MESSAGE_START')
    await client.stop('t1')
    for (const reader of [run, ...followers]) {
      expect((await reader.toEnd()).at(-1)).toMatchObject({
        type: 'RUN_FINISHED',
        outcome: { type: 'cancelled' },
      })
    }
  })
}
