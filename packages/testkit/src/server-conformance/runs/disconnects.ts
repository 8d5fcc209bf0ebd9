import { expect } from 'vitest'
import { type ScriptStep, saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'
import { forever, gate, isText, reading, textOf } from '../harness/reading.ts'

export function disconnectTests({ serve, wire }: Suite): void {
  wire('a client disconnect ends its stream, not the run', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) =>
      saying(input, ['One, ', 'two.']).flatMap((step, at): ScriptStep[] =>
        at === 3 ? [{ until: pause.opened }, step] : [step],
      ),
    )
    const client = await serve({ agents: { default: agent } })
    const abort = new AbortController()
    const run = reading(await client.run(inputOf({ threadId: 't1' }), { signal: abort.signal }))
    await run.until(isText())
    abort.abort()
    const joined = reading(await client.connect('t1'))
    await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
    pause.open()
    const events = await joined.toEnd()
    expect(textOf(events)).toBe('One, two.')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r1' })
    expect(events.at(-1)).not.toHaveProperty('outcome')
    expect(agent.aborts).toBe(0)
  })

  wire("with onDisconnect: 'cancel' a client disconnect stops its run", async () => {
    const agent = scriptedAgent((input) => [
      ...saying(input, ['One, ', 'two.']).slice(0, 3),
      { until: forever },
    ])
    const client = await serve({ agents: { default: agent }, onDisconnect: 'cancel' })
    const abort = new AbortController()
    const run = reading(await client.run(inputOf({ threadId: 't1' }), { signal: abort.signal }))
    await run.until(isText())
    const joined = reading(await client.connect('t1'))
    await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
    abort.abort()
    expect((await joined.toEnd()).at(-1)).toMatchObject({
      type: 'RUN_FINISHED',
      outcome: { type: 'cancelled' },
    })
    expect(agent.aborts).toBe(1)
  })

  wire('a disconnect of a follower never ends the run', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['One, ', 'two.'])
      return [...said.slice(0, 3), { until: pause.opened }, ...said.slice(3)]
    })
    const client = await serve({ agents: { default: agent }, onDisconnect: 'cancel' })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const follower = reading(await client.connect('t1'))
    await follower.until(({ type }) => type === 'TEXT_MESSAGE_START')
    await follower.disconnect()
    const staying = reading(await client.connect('t1'))
    await staying.until(({ type }) => type === 'TEXT_MESSAGE_START')
    pause.open()
    expect(textOf(await run.toEnd())).toBe('One, two.')
    expect(textOf(await staying.toEnd())).toBe('One, two.')
  })
}
