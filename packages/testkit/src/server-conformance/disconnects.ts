import { expect, test } from 'vitest'
import { type ScriptStep, saying, scriptedAgent } from '../scripted-agent.ts'
import { inputOf, type Suite } from './client.ts'
import { forever, gate, isText, reading, textOf } from './reading.ts'

export function disconnectTests({ serve }: Suite): void {
  test('a client that leaves ends its own reading, not the run', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) =>
      saying(input, ['One, ', 'two.']).flatMap((step, at): ScriptStep[] =>
        at === 3 ? [{ until: pause.opened }, step] : [step],
      ),
    )
    const client = await serve({ agents: { default: agent } })
    const leaving = new AbortController()
    const run = reading(await client.run(inputOf({ threadId: 't1' }), { signal: leaving.signal }))
    await run.until(isText())
    leaving.abort()
    const joined = reading(await client.connect('t1'))
    await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
    pause.open()
    const events = await joined.toEnd()
    expect(textOf(events)).toBe('One, two.')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r1' })
    expect(events.at(-1)).not.toHaveProperty('outcome')
    expect(agent.aborts).toBe(0)
  })

  test('where leaving is to cancel, the run of a client that leaves is stopped', async () => {
    const agent = scriptedAgent((input) => [
      ...saying(input, ['One, ', 'two.']).slice(0, 3),
      { until: forever },
    ])
    const client = await serve({ agents: { default: agent }, onDisconnect: 'cancel' })
    const leaving = new AbortController()
    const run = reading(await client.run(inputOf({ threadId: 't1' }), { signal: leaving.signal }))
    await run.until(isText())
    const joined = reading(await client.connect('t1'))
    await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
    leaving.abort()
    expect((await joined.toEnd()).at(-1)).toMatchObject({
      type: 'RUN_FINISHED',
      outcome: { type: 'cancelled' },
    })
    expect(agent.aborts).toBe(1)
  })

  test('a follower that leaves never ends a run', async () => {
    const pause = gate()
    const agent = scriptedAgent((input) => {
      const said = saying(input, ['One, ', 'two.'])
      return [...said.slice(0, 3), { until: pause.opened }, ...said.slice(3)]
    })
    const client = await serve({ agents: { default: agent }, onDisconnect: 'cancel' })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText())
    const leaving = reading(await client.connect('t1'))
    await leaving.until(({ type }) => type === 'TEXT_MESSAGE_START')
    await leaving.leave()
    const staying = reading(await client.connect('t1'))
    await staying.until(({ type }) => type === 'TEXT_MESSAGE_START')
    pause.open()
    expect(textOf(await run.toEnd())).toBe('One, two.')
    expect(textOf(await staying.toEnd())).toBe('One, two.')
  })
}
