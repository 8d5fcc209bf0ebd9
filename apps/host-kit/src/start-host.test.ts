import { expect, onTestFinished, test } from 'vitest'
import { startHost } from './start-host.ts'

const shared = { name: 'a script', folder: import.meta.dirname, mounts: [] }

test('a host is found by the address that it prints, and exits when it is stopped', async () => {
  const script = `const server = require('node:http').createServer((_, answer) => answer.end('hello'))
    server.listen(process.env.PORT, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port))`
  const host = await startHost({ ...shared, command: ['node', '-e', script] })
  expect(await (await fetch(host.url)).text()).toBe('hello')
  await host.stop()
  await expect(fetch(host.url)).rejects.toThrow('fetch failed')
})

test('a port that is printed in bold, as by Vite, is found', async () => {
  const script = `require('node:net').createServer().listen(process.env.PORT, '127.0.0.1', function () {
    console.log('http://127.0.0.1:\x1b[1m' + this.address().port + '\x1b[22m/')
  })`
  const host = await startHost({ ...shared, command: ['node', '-e', script] })
  onTestFinished(host.stop)
  expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/)
})

test('a host that exits before it listens causes an error with its output', async () => {
  const command = ['node', '-e', 'console.error("no free port"); process.exit(3)'] as const
  await expect(startHost({ ...shared, command })).rejects.toThrow(/exited with code 3[\s\S]*no free port/)
})
