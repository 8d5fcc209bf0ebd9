import { type FrameReader, readFrames } from './frame-reader.ts'
import type { Mount } from './host.ts'

/** An operation. Determines the path in multi-route mode and the envelope in single-route mode. */
export interface Operation {
  method: 'info' | 'agent/run' | 'agent/connect' | 'agent/stop'
  agentId?: string | undefined
  threadId?: string | undefined
}

/** A client for one mount of a running host. */
export interface RuntimeClient {
  readonly mount: Mount
  readonly url: string
  send(operation: Operation, body?: unknown, init?: RequestInit): Promise<Response>
  /** Runs the agent `default` with a message on a thread, and reads the stream. */
  ask(threadId: string, question: string, init?: RequestInit): Promise<FrameReader>
  /** Connects to a thread. */
  join(threadId: string): Promise<FrameReader>
  stop(threadId: string): Promise<Response>
}

let runs = 0

export function runtimeClient(address: string, mount: Mount): RuntimeClient {
  const url = address + mount.path
  const headers = { 'content-type': 'application/json' }
  const send: RuntimeClient['send'] = ({ method, ...params }, body, init = {}) => {
    if (mount.mode === 'single-route') {
      return fetch(url, { method: 'POST', headers, body: JSON.stringify({ method, params, body }), ...init })
    }
    const path = pathOf({ method, ...params })
    if (method === 'info') return fetch(url + path, init)
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    return fetch(url + path, { method: 'POST', headers, ...text, ...init })
  }
  return {
    mount,
    url,
    send,
    async ask(threadId, question, init) {
      runs += 1
      const messages = [{ id: `question-${runs}`, role: 'user', content: question }]
      const input = inputOf(threadId, `run-${runs}`, messages)
      return readFrames(await send({ method: 'agent/run', agentId: 'default' }, input, init))
    },
    async join(threadId) {
      const input = inputOf(threadId, 'ignored', [])
      return readFrames(await send({ method: 'agent/connect', agentId: 'default' }, input))
    },
    stop: (threadId) => send({ method: 'agent/stop', agentId: 'default', threadId }),
  }
}

function inputOf(threadId: string, runId: string, messages: readonly object[]): object {
  return {
    threadId,
    runId,
    messages,
    state: {},
    tools: [],
    context: [],
    forwardedProps: {},
    protocolVersion: '1.0',
  }
}

function pathOf({ method, agentId = 'default', threadId = '' }: Operation): string {
  const part = encodeURIComponent
  if (method === 'info') return '/info'
  const operation = method.slice('agent/'.length)
  return `/agent/${part(agentId)}/${operation}${method === 'agent/stop' ? `/${part(threadId)}` : ''}`
}
