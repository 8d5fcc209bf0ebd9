// The measured process: one implementation of the way from a provider's bytes to a client's.
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { createCopilotNodeListener } from '@flightdeck/adapter-node'
import { BuiltInAgent, convertAISDKStream } from '@flightdeck/builtin-agent'
import { CopilotRuntime } from '@flightdeck/runtime-core'
import { handleCalls } from './child.mjs'

const MODEL = 'openai/gpt-4o-mini'
const PATH = '/api/copilotkit'

/** @typedef {import('node:http').RequestListener} Listener */

/** @type {Record<string, (peerFolder: string) => Listener | Promise<Listener>>} */
const ways = {
  raw: () => byHand,
  here: () =>
    createCopilotNodeListener({
      runtime: new CopilotRuntime({ agents: { default: new BuiltInAgent({ model: MODEL }) } }),
      basePath: PATH,
    }),
  peer: async (folder) => {
    const peer = await import(pathToFileURL(join(folder, 'entry.mjs')).href)
    const runtime = new peer.CopilotRuntime({ agents: { default: new peer.BuiltInAgent({ model: MODEL }) } })
    return peer.createCopilotNodeListener({ runtime, basePath: PATH })
  },
}

/**
 * Reads the provider's frames and writes AG-UI frames directly.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} reply
 */
async function byHand(request, reply) {
  let body = ''
  for await (const chunk of request) body += chunk
  const { threadId, runId, messages } = JSON.parse(body)
  const write = (/** @type {object} */ event) => reply.write(`data: ${JSON.stringify(event)}\n\n`)
  reply.writeHead(200, { 'content-type': 'text/event-stream' })
  write({ type: 'RUN_STARTED', threadId, runId })
  const answer = await fetch(`${process.env.OPENAI_BASE_URL}/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', input: messages, stream: true }),
  })
  write({ type: 'TEXT_MESSAGE_START', messageId: 'm', role: 'assistant' })
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of answer.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue
      const event = JSON.parse(line.slice(6))
      if (event.type === 'response.output_text.delta') {
        write({ type: 'TEXT_MESSAGE_CONTENT', messageId: 'm', delta: event.delta })
      }
    }
  }
  write({ type: 'TEXT_MESSAGE_END', messageId: 'm' })
  write({ type: 'RUN_FINISHED', threadId, runId })
  reply.end()
}

/** @param {number} tokens */
async function* partsOf(tokens) {
  yield { type: 'text-start', id: 'txt-0' }
  for (let sent = 0; sent < tokens; sent += 1) yield { type: 'text-delta', id: 'txt-0', text: ' token' }
  yield { type: 'text-end', id: 'txt-0' }
  yield { type: 'finish', finishReason: 'stop', totalUsage: {} }
}

let from = process.cpuUsage()

handleCalls({
  /** @param {{ way: string, peerFolder?: string }} options */
  async serve({ way, peerFolder = '' }) {
    const listener = await ways[way]?.(peerFolder)
    const server = createServer(listener)
    await /** @type {Promise<void>} */ (new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)))
    const address = server.address()
    return { port: typeof address === 'object' ? address?.port : undefined }
  },
  begin() {
    globalThis.gc?.()
    from = process.cpuUsage()
  },
  async end() {
    await setTimeout(25)
    const { user, system } = process.cpuUsage(from)
    return user + system
  },
  /** @param {{ tokens: number }} options */
  async iterate({ tokens }) {
    let seen = 0
    for await (const _ of partsOf(tokens)) seen += 1
    return seen
  },
  /** The cost of a model response in the AI SDK alone. */
  async sdk() {
    const { streamText } = await import('ai')
    const { createOpenAI } = await import('@ai-sdk/openai')
    const { fullStream } = streamText({ model: createOpenAI()('gpt-4o-mini'), prompt: 'Speak.' })
    let seen = 0
    for await (const { type } of fullStream) if (type === 'text-delta') seen += 1
    return seen
  },
  /** @param {{ tokens: number }} options */
  async convert({ tokens }) {
    let seen = 0
    for await (const _ of convertAISDKStream(partsOf(tokens))) seen += 1
    return seen
  },
})
