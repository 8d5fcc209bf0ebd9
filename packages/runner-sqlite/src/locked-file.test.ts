import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { driver, tempFile } from '../test/database.ts'
import { openDatabase } from './drivers.ts'
import { SqliteAgentRunner } from './sqlite-agent-runner.ts'

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('no client receives the ending of a run while another connection locks the file', async () => {
  const path = tempFile()
  const runner = new SqliteAgentRunner({ path, driver, busyTimeoutMs: 100 })
  onTestFinished(() => runner.close({ drainMs: 0 }))
  const other = openDatabase(path, driver)
  let start = (): void => {}
  const started = new Promise<void>((resolve) => {
    start = resolve
  })
  const input = { threadId: 't', runId: 'r', messages: [], tools: [], context: [] }
  const agent = scriptedAgent([{ until: started }, ...saying(input, ['the answer'])])
  const run = await runner.start({ threadId: 't', agent, input })
  let status: string | undefined
  void run.ended.then((summary) => {
    status = summary.status
  })
  other.exec('BEGIN IMMEDIATE')
  start()
  // Longer than the lock timeout of a client, and than the first attempts take.
  await pause(3_000)
  expect(status).toBeUndefined()
  expect((await runner.threads.get({ threadId: 't' }))?.running).toMatchObject({ runId: 'r' })
  other.exec('ROLLBACK')
  other.close()
  await expect.poll(() => status, { timeout: 5_000 }).toBe('finished')
  const again = new SqliteAgentRunner({ path, driver })
  onTestFinished(() => again.close({ drainMs: 0 }))
  expect((await again.threads.get({ threadId: 't' }))?.last).toMatchObject({ runId: 'r', status: 'finished' })
  expect((await again.threads.content({ threadId: 't' }))?.messages).toMatchObject([{ id: 'm1' }])
})
