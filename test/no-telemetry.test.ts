import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'

/** Serves a run, and records every connection that is not opened by the client of the test. */
const script = `
import { Socket } from 'node:net'
import dns from 'node:dns'
const opened = []
const connect = Socket.prototype.connect
Socket.prototype.connect = function (...args) {
  opened.push(JSON.stringify(args[0]))
  return connect.apply(this, args)
}
const lookup = dns.lookup
dns.lookup = (...args) => { opened.push(args[0]); return lookup(...args) }
globalThis.fetch = async (url) => { opened.push(String(url)); throw new Error('fetch is not allowed') }

const { CopilotRuntime, createCopilotRuntimeHandler } = await import('@flightdeck/runtime-core')
await import('@flightdeck/adapter-node')
const agent = { async *run({ threadId, runId }) { yield { type: 'RUN_FINISHED', threadId, runId } } }
const runtime = new CopilotRuntime({ agents: { default: agent }, telemetryProperties: { a: 1 }, licenseToken: 'x' })
const handler = createCopilotRuntimeHandler({ runtime })
await (await handler(new Request('http://host/info'))).text()
const body = JSON.stringify({ threadId: 't', runId: 'r', messages: [] })
const headers = { 'content-type': 'application/json' }
const response = await handler(new Request('http://host/agent/default/run', { method: 'POST', headers, body }))
const text = await response.text()
await new Promise((resolve) => setTimeout(resolve, 500))
console.log(JSON.stringify({ ran: text.includes('RUN_FINISHED'), opened }))
`

test('a server opens no connections of its own', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: new URL('.', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  await new Promise((resolve) => child.on('close', resolve))
  expect(JSON.parse(output)).toEqual({ ran: true, opened: [] })
})
