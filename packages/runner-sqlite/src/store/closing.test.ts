import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { driver, tempFile } from '../../test/database.ts'
import { SqliteAgentRunner } from '../sqlite-agent-runner.ts'

test('a run that starts while the runner closes has the same ending for its client and in the file', async () => {
  const path = tempFile()
  const runner = new SqliteAgentRunner({ path, driver })
  const messages = [{ id: 'u1', role: 'user' as const, content: 'anybody?' }]
  const input = { threadId: 't', runId: 'r', messages, tools: [], context: [] }
  const starting = runner.start({ threadId: 't', agent: scriptedAgent(saying(input, ['x'])), input })
  await runner.close()
  const run = await starting
  expect((await run.ended).status).toBe('interrupted')
  const again = new SqliteAgentRunner({ path, driver })
  onTestFinished(() => again.close({ drainMs: 0 }))
  expect((await again.threads.get({ threadId: 't' }))?.last).toMatchObject({
    runId: 'r',
    status: 'interrupted',
  })
  expect((await again.threads.content({ threadId: 't' }))?.messages).toMatchObject([{ id: 'u1' }])
})
