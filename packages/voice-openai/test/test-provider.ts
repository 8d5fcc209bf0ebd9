import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A request that the provider received. */
export interface Received {
  path: string
  authorization: string | undefined
  /** The form fields, without the file. */
  fields: Record<string, string>
  name: string
  type: string
  bytes: Uint8Array
}

export type Responder = (response: ServerResponse, received: Received) => void

export interface Provider {
  /** For the client's `baseURL`. */
  url: string
  received: Received[]
  /** Resolves when a client disconnected before the response was complete. */
  abandoned: Promise<void>
}

/** Starts a mock transcription provider for one test. Its responses are used in order, the last one repeatedly. */
export async function startProvider(...responders: [Responder, ...Responder[]]): Promise<Provider> {
  const received: Received[] = []
  let abandon = (): void => {}
  const abandoned = new Promise<void>((resolve) => {
    abandon = resolve
  })
  const server = createServer(async (request, response) => {
    response.once('close', () => !response.writableFinished && abandon())
    const one = await read(request)
    received.push(one)
    const respond = responders[Math.min(received.length, responders.length) - 1]
    respond?.(response, one)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, received, abandoned }
}

async function read(request: IncomingMessage): Promise<Received> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(await buffer(request), { headers }).formData()
  const file = form.get('file')
  if (!(file instanceof File)) throw new Error('The form has no file')
  form.delete('file')
  const fields: Record<string, string> = {}
  for (const [key, value] of form) fields[key] = String(value)
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization,
    fields,
    name: file.name,
    type: file.type,
    bytes: new Uint8Array(await file.arrayBuffer()),
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Responder {
  return (response) => {
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

/** An error response in OpenAI's format. */
export function errorResponse(
  status: number,
  error: { code?: string; param?: string },
  headers: Record<string, string> = {},
): Responder {
  const body = { message: 'invalid key sk-secret', type: 'some_error', param: null, code: null, ...error }
  return json({ error: body }, status, headers)
}

/** A stream of deltas, with its last event if `text` is given. */
export function stream(deltas: readonly string[], text?: string): Responder {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`)
    for (const delta of deltas) send({ type: 'transcript.text.delta', delta })
    if (text !== undefined) send({ type: 'transcript.text.done', text })
    response.end(text === undefined ? '' : 'data: [DONE]\n\n')
  }
}

/** Reads the recording and never responds. */
export const silence: Responder = () => {}

/** Sends half of a response and closes the connection. */
export const half: Responder = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"text":"hal', () => response.socket?.destroy())
}
