import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { saying, scriptedAgent } from '@flightdeck/testkit'
import { expect, onTestFinished, test } from 'vitest'
import { driver } from '../../test/database.ts'
import { append, claimed } from '../../test/runs.ts'
import { SqliteAgentRunner } from '../sqlite-agent-runner.ts'
import { SqliteStore } from '../store/sqlite-store.ts'

const EXPIRES = { leaseMs: 1 }

/** Mounts a file system of one MiB, if this process may. */
function smallDisk(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-disk-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]))
  return folder
}

/** Writes a file until the disk is full. */
function fill(path: string): void {
  for (const size of [65_536, 4_096, 1]) {
    try {
      for (;;) writeFileSync(path, 'x'.repeat(size), { flag: 'a' })
    } catch {
      // Full for this size.
    }
  }
}

test('threads on a full disk can be read, and what writes is refused until there is space', async (ctx) => {
  const folder = smallDisk()
  if (folder === undefined) return ctx.skip('needs root on Linux, to mount a file system of 1 MiB')
  const path = join(folder, 'threads.db')
  const filler = join(folder, 'filler')
  const input = { threadId: 'ended', runId: 'r', messages: [], tools: [], context: [] }
  const agent = () => scriptedAgent(saying(input, ['hello']))
  const runner = new SqliteAgentRunner({ path, driver })
  const run = await runner.start({ threadId: 'ended', agent: agent(), input })
  await run.ended
  // Two abandoned runs, whose leases are over: one stored events, one did not.
  const dead = new SqliteStore({ path, driver })
  const events = [
    '{"type":"RUN_STARTED","threadId":"begun","runId":"r"}',
    '{"type":"TEXT_MESSAGE_START","messageId":"m","role":"assistant"}',
    '{"type":"TEXT_MESSAGE_CONTENT","messageId":"m","delta":"half an ans"}',
  ]
  await append(await claimed(dead, { threadId: 'begun' }, EXPIRES), dead, events)
  await claimed(dead, { threadId: 'claimed' }, EXPIRES)
  fill(filler)
  onTestFinished(async () => {
    rmSync(filler, { force: true })
    await runner.close({ drainMs: 0 })
  })
  await dead.close()

  const full = { code: 'full', unavailable: 'writes' }
  await expect(
    runner.start({ threadId: 'ended', agent: agent(), input: { ...input, runId: 'next' } }),
  ).rejects.toMatchObject(full)
  await expect(runner.threads.rename({ threadId: 'ended' }, 'name')).rejects.toMatchObject(full)
  expect((await runner.threads.list()).threads).toHaveLength(3)
  for (const [threadId, text] of [
    ['ended', 'hello'],
    ['begun', 'half an ans'],
    ['claimed', undefined],
  ] as const) {
    const key = { threadId }
    expect(await runner.threads.get(key)).toMatchObject({ key })
    expect(JSON.stringify(await runner.threads.content(key))).toContain(text ?? '"messages":[]')
    expect(JSON.stringify(await runner.threads.events(key))).toContain(text ?? '[]')
    expect(await runner.threads.runs(key)).toHaveLength(1)
    const reader = await runner.follow(key)
    expect(JSON.stringify(await reader.next(1))).toContain(text ?? 'null')
    reader.close()
  }

  rmSync(filler)
  await runner.threads.rename({ threadId: 'ended' }, 'name')
  for (const threadId of ['begun', 'claimed']) {
    await expect.poll(async () => (await runner.threads.get({ threadId }))?.last?.status).toBe('interrupted')
  }
})
