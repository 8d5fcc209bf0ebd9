import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { type ScriptedAgent, type ScriptStep, saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import {
  framesOf,
  type Gate,
  gate,
  isText,
  messagesIn,
  ofType,
  reading,
  textOf,
  typesOf,
} from '../harness/reading.ts'

const pieces = ['One, ', 'two, ', 'three, ', 'four.']
const whole = pieces.join('')

/** Says two pieces, waits at the gate, says the other two. */
function pausing(pause: Gate): ScriptedAgent {
  return scriptedAgent((input) =>
    saying(input, pieces).flatMap((step, at): ScriptStep[] =>
      at === 4 ? [{ until: pause.opened }, step] : [step],
    ),
  )
}

export function connectTests({ serve, core }: Suite): void {
  core('an unknown thread is an empty stream', async () => {
    const client = await serve({ agents: { default: scriptedAgent([]) } })
    const response = await client.connect('unknown')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toBe('')
  })

  core(
    'joining during a run gives the conversation so far and then the rest, without loss or duplicates',
    async () => {
      const pause = gate()
      const client = await serve({ agents: { default: pausing(pause) } })
      const run = reading(await client.run(inputOf({ threadId: 't1' })))
      await run.until(isText('two, '))
      const joined = reading(await client.connect('t1'))
      const catchUp = await joined.until(({ type }) => type === 'TEXT_MESSAGE_START')
      expect(typesOf(catchUp)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'TEXT_MESSAGE_START'])
      expect(catchUp[0]).toMatchObject({ threadId: 't1', runId: 'r1', protocolVersion: '1.0' })
      expect(messagesIn(catchUp[1])).toEqual([
        { id: 'u1', role: 'user', content: 'Hello?' },
        { id: 'm1', role: 'assistant', content: 'One, two, ' },
      ])
      pause.open()
      const events = await run.toEnd()
      const joinedEvents = await joined.toEnd()
      expect(joinedEvents.slice(catchUp.length)).toEqual(events.slice(4))
      expect([textOf(events), textOf(joinedEvents)]).toEqual([whole, whole])
    },
  )

  core('followers that join at different moments receive the same text', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `${index},`)
    const agent = scriptedAgent((input) => saying(input, many).flatMap((step) => [step, { waitMs: 1 }]))
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    const followers: Promise<string | undefined>[] = []
    for (let at = 0; at < 8; at += 1) {
      await run.until(isText(`${at * 20},`))
      followers.push(
        client
          .connect('t1')
          .then(readEvents)
          .then((events) => textOf(events)),
      )
    }
    const text = textOf(await run.toEnd())
    expect(text).toBe(many.join(''))
    expect(await Promise.all(followers)).toEqual(followers.map(() => text))
  })

  core('open messages, tool calls and steps are opened again for a client that joins', async () => {
    const pause = gate()
    const agent = scriptedAgent(({ threadId, runId }) => [
      event('RUN_STARTED', { threadId, runId }),
      event('STATE_SNAPSHOT', { snapshot: { count: 1 } }),
      event('STEP_STARTED', { stepName: 'work' }),
      event('TOOL_CALL_START', { toolCallId: 'c1', toolCallName: 'look' }),
      event('TOOL_CALL_ARGS', { toolCallId: 'c1', delta: '{"at":' }),
      { until: pause.opened },
      event('TOOL_CALL_ARGS', { toolCallId: 'c1', delta: '"sky"}' }),
      event('TOOL_CALL_END', { toolCallId: 'c1' }),
      event('STEP_FINISHED', { stepName: 'work' }),
      event('RUN_FINISHED', { threadId, runId }),
    ])
    const client = await serve({ agents: { default: agent } })
    const run = reading(await client.run(inputOf({ threadId: 't1' })))
    await run.until(({ type }) => type === 'TOOL_CALL_ARGS')
    const joined = reading(await client.connect('t1'))
    const catchUp = await joined.until(({ type }) => type === 'TOOL_CALL_START')
    expect(typesOf(catchUp)).toEqual([
      'RUN_STARTED',
      'MESSAGES_SNAPSHOT',
      'STATE_SNAPSHOT',
      'STEP_STARTED',
      'TOOL_CALL_START',
    ])
    expect(catchUp[2]).toMatchObject({ snapshot: { count: 1 } })
    const [call] = messagesIn(catchUp[1]).flatMap(
      ({ toolCalls }) => (toolCalls ?? []) as { function: object }[],
    )
    expect(call?.function).toMatchObject({ name: 'look', arguments: '{"at":' })
    pause.open()
    await run.toEnd()
    expect(typesOf((await joined.toEnd()).slice(catchUp.length))).toEqual([
      'TOOL_CALL_ARGS',
      'TOOL_CALL_END',
      'STEP_FINISHED',
      'RUN_FINISHED',
    ])
  })

  core('joining after the end gives the conversation and the last ending', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, pieces, `m-${input.runId}`)) },
    })
    for (const runId of ['r1', 'r2']) {
      const messages = [{ id: `u-${runId}`, role: 'user', content: 'Hello?' }]
      await readEvents(await client.run(inputOf({ threadId: 't1', runId, messages })))
    }
    const events = await readEvents(await client.connect('t1'))
    expect(typesOf(events)).toEqual(['RUN_STARTED', 'MESSAGES_SNAPSHOT', 'RUN_FINISHED'])
    expect(messagesIn(events[1]).map(({ id, content }) => [id, content])).toEqual([
      ['u-r1', 'Hello?'],
      ['m-r1', whole],
      ['u-r2', 'Hello?'],
      ['m-r2', whole],
    ])
    expect(events.at(-1)).toMatchObject({ threadId: 't1', runId: 'r2' })
  })

  core('only the last event of the catch-up has a cursor', async () => {
    const client = await serve({ agents: { default: scriptedAgent((input) => saying(input, pieces)) } })
    await readEvents(await client.run(inputOf({ threadId: 't1' })))
    const frames = await framesOf(await client.connect('t1'))
    expect(frames.map(({ id }) => id !== undefined)).toEqual([false, false, true])
  })

  core('a second run streams its own events only, without a snapshot', async () => {
    const client = await serve({
      agents: { default: scriptedAgent((input) => saying(input, [input.runId], `m-${input.runId}`)) },
    })
    await readEvents(await client.run(inputOf({ threadId: 't1' })))
    const second = await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
    expect(ofType(second, 'TEXT_MESSAGE_START')).toMatchObject([{ messageId: 'm-r2' }])
    expect(ofType(second, 'MESSAGES_SNAPSHOT')).toEqual([])
  })
}
