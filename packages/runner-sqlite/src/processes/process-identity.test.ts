import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ownNode, startChild } from '../../test/child.ts'
import { isKnownDead, ownIdentity } from './process-identity.ts'

const own = ownIdentity()

test('a process recognizes itself, and an earlier one with its pid is dead', () => {
  expect(isKnownDead({ ...own }, own)).toBe(false)
  const started = own.started.startsWith('~') ? '~1000' : '1'
  expect(isKnownDead({ ...own, started }, own)).toBe(true)
})

test('a process is dead after its end, and one on another machine never is', async (ctx) => {
  ctx.skip(!existsSync('/proc/self/stat'), 'no proc file system to read the start of another process from')
  const script =
    "const { readFileSync } = require('fs'); console.log(JSON.stringify(readFileSync('/proc/self/stat', 'utf8'))); setInterval(() => {}, 1000)"
  const child = startChild(ownNode.bin as string, ['-e', script])
  const stat = await child.next<string>()
  const other = {
    ...own,
    pid: child.process.pid as number,
    started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] as string,
  }
  expect(isKnownDead(other, own)).toBe(false)
  expect(isKnownDead({ ...other, started: '1' }, own)).toBe(true)
  child.process.kill('SIGKILL')
  await child.exited
  expect(isKnownDead(other, own)).toBe(true)
  expect(isKnownDead({ ...other, host: 'other-host' }, own)).toBe(false)
})

test('without start times, a process is dead when its pid is free', async () => {
  const child = startChild(ownNode.bin as string, ['-e', "console.log('0'); setInterval(() => {}, 1000)"])
  await child.next()
  const now = { ...own, started: `~${Date.now()}` }
  const other = { ...now, pid: child.process.pid as number }
  expect(isKnownDead(other, now)).toBe(false)
  child.process.kill('SIGKILL')
  await child.exited
  expect(isKnownDead(other, now)).toBe(true)
  expect(isKnownDead({ ...now, started: '~1000' }, now)).toBe(true)
})
