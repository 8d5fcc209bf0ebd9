import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import { forever, gate, isText, ofType, reading, textOf, typesOf } from '../harness/reading.ts'

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

export function stopTests({ serve, core }: Suite): void {
  for (const ignoresStop of [false, true]) {
    const agentName = ignoresStop ? 'an agent that ignores it' : 'an agent'
    core(`a stop ends the run of ${agentName} and answers when the thread is free`, async () => {
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
  }

  core('a stop of an unknown or idle thread answers stopped: false', async () => {
    const client = await serve({ agents: { default: hanging() } })
    expect(await (await client.stop('t1')).json()).toEqual(nothing)
    await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
    const idle = await client.stop('t1')
    expect(idle.status).toBe(200)
    expect(await idle.json()).toEqual(nothing)
  })

  core('a stop with a runId ends no other run', async () => {
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

  core('a stop takes the runId of the running run in the body or in the query', async () => {
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

  core('a second stop, during the first or after it, has no effect', async () => {
    const client = await serve({ agents: { default: hanging(true) }, stopGraceMs: 50 })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const answers = await Promise.all([client.stop('t1'), client.stop('t1')])
    const bodies = await Promise.all(answers.map((answer) => answer.json()))
    expect(bodies).toContainEqual(stopped)
    expect(await (await client.stop('t1')).json()).toEqual(nothing)
    expect(ofType(await run.toEnd(), 'RUN_FINISHED')).toHaveLength(1)
  })

  core('tool calls left open by a stopped run get a result', async () => {
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

  core('all followers receive the end of a stopped run', async () => {
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
