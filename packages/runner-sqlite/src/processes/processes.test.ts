import { saying, scriptedAgent } from '@flightdeck/testkit'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { bundle, type Child, ownNode, startChild } from '../../test/child.ts'
import { driver, tempFile } from '../../test/database.ts'
import { SqliteAgentRunner } from '../sqlite-agent-runner.ts'

interface Event {
  type: string
  code?: string
  delta?: string
  messages?: { id: string; content: string }[]
}

let script = ''
beforeAll(async () => {
  script = await bundle('child-talker')
})

function talker(path: string, threadId: string, leaseMs = 15_000): Child {
  return startChild(ownNode.bin as string, [script, path, threadId, String(leaseMs)])
}

function runnerOn(path: string): SqliteAgentRunner {
  const runner = new SqliteAgentRunner({ path, driver, leaseMs: 2_000, flushMs: 1 })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  return runner
}

async function readAll(runner: SqliteAgentRunner, threadId: string): Promise<Event[]> {
  const events: Event[] = []
  for await (const event of runner.connect({ threadId }) as AsyncIterable<Event>) events.push(event)
  return events
}

/** The text of a message as the client has it at the end. */
function textOf(events: readonly Event[], messageId: string): string {
  return events.reduce((text, { messages, delta = '' }) => {
    return messages ? (messages.find(({ id }) => id === messageId)?.content ?? '') : text + delta
  }, '')
}

describe('two processes on one file', { timeout: 60_000 }, () => {
  test('a run of one process is listed, followed and stopped from the other', async () => {
    const path = tempFile()
    const child = talker(path, 't')
    expect(await child.next()).toBe('said')
    const runner = runnerOn(path)
    const { threads } = await runner.threads.list()
    expect(threads[0]).toMatchObject({
      key: { threadId: 't' },
      running: { runId: 'run-of-t', status: 'running' },
    })
    const followed = readAll(runner, 't')
    expect(await runner.isRunning({ threadId: 't' })).toBe(true)
    await expect(
      runner.start({
        threadId: 't',
        agent: scriptedAgent([]),
        input: { threadId: 't', runId: 'another', messages: [], tools: [], context: [] },
      }),
    ).rejects.toMatchObject({ code: 'thread_busy', running: { runId: 'run-of-t' } })
    expect(await runner.stop({ threadId: 't' })).toBe(true)
    expect(await child.next()).toBe('cancelled')
    const events = await followed
    expect(textOf(events, 'm-t')).toBe('one two three ')
    expect(events.at(-1)?.type).toBe('RUN_FINISHED')
    expect((await runner.threads.get({ threadId: 't' }))?.last).toMatchObject({ status: 'cancelled' })
    expect(await child.next()).toBe('closed')
    expect(await child.exited).toBe(0)
  })

  test('a process that was frozen for longer than its lease has lost its claim and changes nothing', async () => {
    const path = tempFile()
    const child = talker(path, 't', 1_500)
    expect(await child.next()).toBe('said')
    const runner = runnerOn(path)
    await expect.poll(async () => (await runner.threads.get({ threadId: 't' }))?.head).toBeGreaterThan(3)
    child.process.kill('SIGSTOP')
    const events = await readAll(runner, 't')
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
    const input = { threadId: 't', runId: 'next', messages: [], tools: [], context: [] }
    const agent = scriptedAgent(saying(input, ['mine'], 'm-next'))
    const run = await runner.start({ threadId: 't', agent, input })
    await run.ended
    const lastRun = async () => (await runner.threads.get({ threadId: 't' }))?.last?.runId
    await expect.poll(lastRun).toBe('next')
    const before = [
      await runner.threads.get({ threadId: 't' }),
      await runner.threads.content({ threadId: 't' }),
    ]
    child.process.kill('SIGCONT')
    expect(await child.next()).toBe('interrupted')
    expect(await child.next()).toBe('closed')
    expect([
      await runner.threads.get({ threadId: 't' }),
      await runner.threads.content({ threadId: 't' }),
    ]).toEqual(before)
    expect(before).toMatchObject([
      { last: { runId: 'next' } },
      { messages: [{ id: 'm-t' }, { id: 'm-next' }] },
    ])
  })

  test('the end of a killed process is noticed before its lease expires', async () => {
    const path = tempFile()
    const child = talker(path, 't', 3_600_000)
    expect(await child.next()).toBe('said')
    const runner = runnerOn(path)
    const followed = readAll(runner, 't')
    child.process.kill('SIGKILL')
    const events = await followed
    expect(events.at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
    expect((await readAll(runner, 't')).at(-1)).toMatchObject({ type: 'RUN_ERROR', code: 'run_interrupted' })
  })

  test('several processes that open a new file at once can all use it', async () => {
    const path = tempFile()
    const children = ['a', 'b', 'c', 'd'].map((threadId) => talker(path, threadId))
    for (const child of children) expect(await child.next()).toBe('said')
    const { threads } = await runnerOn(path).threads.list()
    expect(threads.map(({ key }) => key.threadId).sort()).toEqual(['a', 'b', 'c', 'd'])
  })
})
