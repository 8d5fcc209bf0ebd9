import { fromCursor, toCursor } from '@flightdeck/protocol'
import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { type ScriptedAgent, type ScriptStep, saying, scriptedAgent } from '../../scripted-agent.ts'
import { inputOf, type Suite } from '../harness/client.ts'
import { framesOf, type Gate, gate, isText, reading, textOf, typesOf } from '../harness/reading.ts'

const pieces = ['One, ', 'two, ', 'three, ', 'four.']

function pausing(pause: Gate): ScriptedAgent {
  return scriptedAgent((input) =>
    saying(input, pieces, `m-${input.runId}`).flatMap((step, at): ScriptStep[] =>
      at === 4 && input.runId === 'r1' ? [{ until: pause.opened }, step] : [step],
    ),
  )
}

export function cursorTests({ serve, core }: Suite): void {
  core('a cursor into a running run gives exactly the events after it', async () => {
    const pause = gate()
    const client = await serve({ agents: { default: pausing(pause) } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText('two, '))
    const cursor = run.frames[2]?.id ?? ''
    const byHeader = reading(await client.connect('t1', { headers: { 'last-event-id': cursor } }))
    const byQuery = reading(await client.connect('t1', { query: { cursor } }))
    await byHeader.until(isText('two, '))
    pause.open()
    await run.toEnd()
    await byHeader.toEnd()
    await byQuery.toEnd()
    expect(byHeader.frames).toEqual(run.frames.slice(3))
    expect(byQuery.frames).toEqual(run.frames.slice(3))
  })

  core('a cursor inside a run that has ended gives its ending, and from there the next run', async () => {
    const pause = gate()
    const client = await serve({ agents: { default: pausing(pause) } })
    const before = await framesOf(await client.run(inputOf({ threadId: 't1', runId: 'r0' })))
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText('two, '))
    const ended = await framesOf(await client.connect('t1', { query: { cursor: before[2]?.id ?? '' } }))
    expect(typesOf(ended.map(({ data }) => data))).toEqual([
      'RUN_STARTED',
      'MESSAGES_SNAPSHOT',
      'RUN_FINISHED',
    ])
    expect(ended.at(-1)).toEqual(before.at(-1))
    const next = reading(await client.connect('t1', { query: { cursor: ended.at(-1)?.id ?? '' } }))
    pause.open()
    await run.toEnd()
    await next.toEnd()
    expect(next.frames).toEqual(run.frames)
  })

  core('the cursor at the end of the catch-up is the position of the run', async () => {
    const pause = gate()
    const client = await serve({ agents: { default: pausing(pause) } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText('two, '))
    const joined = reading(await client.connect('t1'))
    await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
    const cursor = joined.frames.at(-1)?.id ?? ''
    await joined.disconnect()
    pause.open()
    await run.toEnd()
    expect(cursor).toBe(run.frames[3]?.id)
  })

  core('a cursor at the end of the log gives an empty stream', async () => {
    const pause = gate()
    pause.open()
    const client = await serve({ agents: { default: pausing(pause) } })
    const frames = await framesOf(await client.run(inputOf({ threadId: 't1' })))
    const cursor = frames.at(-1)?.id ?? ''
    const response = await client.connect('t1', { headers: { 'last-event-id': cursor } })
    expect(await response.text()).toBe('')
  })

  core('a cursor at the end of one run continues with the next run', async () => {
    const pause = gate()
    const client = await serve({ agents: { default: pausing(pause) } })
    const before = await framesOf(await client.run(inputOf({ threadId: 't1', runId: 'r0' })))
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(isText('two, '))
    const followed = reading(await client.connect('t1', { query: { cursor: before.at(-1)?.id ?? '' } }))
    pause.open()
    await run.toEnd()
    await followed.toEnd()
    expect(followed.frames).toEqual(run.frames)
  })

  core('a cursor into compacted history gives the conversation snapshot', async () => {
    const pause = gate()
    pause.open()
    const client = await serve({ agents: { default: pausing(pause) } })
    const frames = await framesOf(await client.run(inputOf({ threadId: 't1' })))
    const events = await readEvents(await client.connect('t1', { query: { cursor: frames[2]?.id ?? '' } }))
    expect(typesOf(events)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
    expect(textOf(events, 'm-r1')).toBe(pieces.join(''))
  })

  core(
    'a cursor of another thread, a malformed one or one beyond the end gives the conversation snapshot',
    async () => {
      const pause = gate()
      const client = await serve({ agents: { default: pausing(pause) } })
      const others = await framesOf(await client.run(inputOf({ threadId: 't2', runId: 'r2' })))
      const run = reading(await client.run(inputOf({ threadId: 't1' })))
      await run.until(isText('two, '))
      const log = fromCursor(run.frames[0]?.id ?? '')?.log ?? ''
      const cursors = [
        others[1]?.id ?? '',
        'nonsense',
        '.',
        '1',
        'a.b',
        toCursor(log, 99_999),
        `${log}.-1`,
        '7'.repeat(5_000),
      ]
      const joined = await Promise.all(cursors.map((cursor) => client.connect('t1', { query: { cursor } })))
      pause.open()
      await run.toEnd()
      for (const response of joined) {
        const events = await readEvents(response)
        expect(typesOf(events).slice(0, 2)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT'])
        expect(textOf(events, 'm-r1')).toBe(pieces.join(''))
      }
    },
  )
}
