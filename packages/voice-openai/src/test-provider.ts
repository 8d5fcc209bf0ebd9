import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** One request as it reached the provider. */
export interface Received {
  path: string
  authorization: string | undefined
  /** The fields of the form but the file. */
  fields: Record<string, string>
  name: string
  type: string
  bytes: Uint8Array
}

export type Answer = (response: ServerResponse, received: Received) => void

export interface Provider {
  /** For the client's `baseURL`. */
  url: string
  received: Received[]
  /** Resolves when somebody has hung up before the answer was complete. */
  abandoned: Promise<void>
}

/** A provider of transcriptions on this machine for one test. The answers are given in turn, the last one again. */
export async function startProvider(...answers: [Answer, ...Answer[]]): Promise<Provider> {
  const received: Received[] = []
  let abandon = (): void => {}
  const abandoned = new Promise<void>((resolve) => {
    abandon = resolve
  })
  const server = createServer(async (request, response) => {
    response.once('close', () => !response.writableFinished && abandon())
    const one = await read(request)
    received.push(one)
    const answer = answers[Math.min(received.length, answers.length) - 1]
    answer?.(response, one)
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
  if (!(file instanceof File)) throw new Error('There is no file in the form')
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

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

/** An error as OpenAI words it. */
export function refusal(
  status: number,
  error: { code?: string; param?: string },
  headers: Record<string, string> = {},
): Answer {
  const body = { message: 'sk-secret at fault', type: 'some_error', param: null, code: null, ...error }
  return json({ error: body }, status, headers)
}

/** The deltas of a stream, and the end of it if `text` is given. */
export function stream(deltas: readonly string[], text?: string): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`)
    for (const delta of deltas) send({ type: 'transcript.text.delta', delta })
    if (text !== undefined) send({ type: 'transcript.text.done', text })
    response.end(text === undefined ? '' : 'data: [DONE]\n\n')
  }
}

/** Takes the recording and never says anything. */
export const silence: Answer = () => {}

/** Half of an answer, and then the connection breaks. */
export const half: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' })
  response.write('{"text":"hal', () => response.socket?.destroy())
}
