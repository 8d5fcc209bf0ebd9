import { InMemoryAgentRunner } from '@flightdeck/runner-memory'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { silentLogger } from '../logging/logger.ts'
import type { ThreadListReader } from './thread-list-reader.ts'
import { ThreadSubscriptions } from './thread-subscriptions.ts'

const READERS = 50

async function textUntil(reader: ThreadListReader, part: string): Promise<string> {
  let text = ''
  while (!text.includes(part)) text += (await reader.next())?.text ?? part
  return text
}

test('changes are read and encoded once for all readers of an owner', async () => {
  const runner = new InMemoryAgentRunner()
  const subscriptions = new ThreadSubscriptions(100, silentLogger)
  onTestFinished(async () => {
    subscriptions.close()
    await runner.close({ drainMs: 0 })
  })
  const { threads } = runner
  const open = (agentId?: string): Promise<ThreadListReader> =>
    subscriptions.open({ threads, owner: undefined, agentId, cursor: undefined })
  const readers = await Promise.all(Array.from({ length: READERS }, () => open()))
  const ofAgent = await open('another')
  for (const reader of [...readers, ofAgent]) expect((await reader.next())?.text).toContain('id:')
  const changes = vi.spyOn(threads, 'changes')
  const pending = [...readers.map((reader) => textUntil(reader, 'finished')), textUntil(ofAgent, 'deleted')]
  const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
  const run = await runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  await run.ended
  const texts = await Promise.all(pending)
  expect(new Set(texts.slice(0, READERS)).size).toBe(1)
  expect(texts.at(-1)).toContain('thread_deleted')
  // A run starts and ends: one read for each change, and a few that find nothing more.
  expect(changes.mock.calls.length).toBeLessThan(READERS / 5)
})
