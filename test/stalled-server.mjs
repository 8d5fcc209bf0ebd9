// A server for stalled-reader.test.ts: an agent that emits a given number of events and then waits, and `GET /memory`.
import { createServer } from 'node:http'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { CopilotRuntime } from '@flightdeck/runtime-core'

const BURST = 1_000
let emitted = 0
let goOn = () => {}

const agent = {
  async *run({ forwardedProps: { events } }) {
    const waiting = new Promise((resolve) => {
      goOn = resolve
    })
    emitted = 0
    yield { type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' }
    for (; emitted < events; emitted += 1) {
      yield { type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: 'word ' }
      if (emitted % BURST === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await waiting
  },
}

const runtime = new CopilotRuntime({ agents: { default: agent } })
const copilot = createCopilotNodeListener({ runtime })
const server = createServer((request, response) => {
  switch (request.url) {
    case '/memory': {
      globalThis.gc()
      const { heapUsed, external } = process.memoryUsage()
      return response.end(JSON.stringify({ emitted, bytes: heapUsed + external }))
    }
    case '/go-on':
      goOn()
      return response.end()
    default:
      return copilot(request, response)
  }
})
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
