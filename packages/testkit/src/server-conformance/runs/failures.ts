import { expect } from 'vitest'
import { readEvents } from '../../read-sse.ts'
import { saying, scriptedAgent } from '../../scripted-agent.ts'
import { event, inputOf, type Suite } from '../harness/client.ts'
import { textOf, typesOf } from '../harness/reading.ts'

const cut = (input: { threadId: string; runId: string }, steps: number): ReturnType<typeof saying> =>
  saying(input, ['Hel', 'lo']).slice(0, steps)

export function failureTests({ serve, core }: Suite): void {
  core('an agent that throws ends its run with RUN_ERROR without the cause', async () => {
    const agent = scriptedAgent((input) => [
      ...cut(input, 3),
      { throws: new Error('sk-secret at /srv/agent.ts:1') },
    ])
    const client = await serve({ agents: { default: agent } })
    const text = await (await client.run(inputOf({ threadId: 't1' }))).text()
    expect(text).not.toMatch(/sk-secret|\.ts/)
    const events = await readEvents(new Response(text))
    expect(typesOf(events)).toEqual([
      'RUN_STARTED',
      'TEXT_MESSAGE_START',
      'TEXT_MESSAGE_CONTENT',
      'TEXT_MESSAGE_END',
      'RUN_ERROR',
    ])
    expect(events.at(-1)).toEqual({
      type: 'RUN_ERROR',
      message: expect.stringMatching(/^The agent failed \(error [0-9a-f]{8}\)$/),
      code: 'agent_error',
    })
  })

  core('an agent that throws before its first event still produces a complete run', async () => {
    const agent = {
      run: (): never => {
        throw new Error('sk-secret')
      },
    }
    const client = await serve({ agents: { default: agent } })
    const response = await client.run(inputOf({ threadId: 't1' }))
    expect(response.status).toBe(200)
    const events = await readEvents(response)
    expect(typesOf(events)).toEqual(['RUN_STARTED', 'RUN_ERROR'])
    expect(events[1]).toMatchObject({ code: 'agent_error' })
  })

  core('a run whose agent ends without an ending is finished', async () => {
    const client = await serve({ agents: { default: scriptedAgent((input) => cut(input, 3)) } })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(typesOf(events).slice(-2)).toEqual(['TEXT_MESSAGE_END', 'RUN_ERROR'])
    expect(events.at(-1)).toEqual({
      type: 'RUN_ERROR',
      message: 'Run ended without emitting a terminal event',
      code: 'INCOMPLETE_STREAM',
    })
  })

  core('a RUN_ERROR emitted by the agent is passed on unchanged', async () => {
    const error = event('RUN_ERROR', { message: 'The model is overloaded', code: 'overloaded' })
    const client = await serve({ agents: { default: scriptedAgent((input) => [...cut(input, 1), error]) } })
    expect((await readEvents(await client.run(inputOf({ threadId: 't1' })))).at(-1)).toEqual(error)
  })

  core('a tool call left open by a failed run gets a result', async () => {
    const agent = scriptedAgent((input) => [
      ...cut(input, 1),
      event('TOOL_CALL_START', { toolCallId: 'c1', toolCallName: 'look' }),
      { throws: new Error('gone') },
    ])
    const client = await serve({ agents: { default: agent } })
    const events = await readEvents(await client.run(inputOf({ threadId: 't1' })))
    expect(typesOf(events)).toEqual([
      'RUN_STARTED',
      'TOOL_CALL_START',
      'TOOL_CALL_END',
      'TOOL_CALL_RESULT',
      'RUN_ERROR',
    ])
    expect(JSON.parse(String(events[3]?.content))).toMatchObject({
      status: 'error',
      reason: 'missing_terminal_event',
    })
  })

  core('after a failure the thread is free and keeps its messages', async () => {
    const agent = scriptedAgent((input) =>
      input.runId === 'r1'
        ? [...cut(input, 3), { throws: new Error('gone') }]
        : saying(input, ['fine'], 'm2'),
    )
    const client = await serve({ agents: { default: agent } })
    await readEvents(await client.run(inputOf({ threadId: 't1' })))
    const joined = await readEvents(await client.connect('t1'))
    expect(textOf(joined)).toBe('Hel')
    expect(joined.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'agent_error' })
    const second = await readEvents(await client.run(inputOf({ threadId: 't1', runId: 'r2' })))
    expect(second.at(-1)).toMatchObject({ type: 'RUN_FINISHED', runId: 'r2' })
  })
}
