import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A request that the server received. */
export interface Received {
  path: string
  headers: IncomingHttpHeaders
  /** The form fields, without the file. */
  fields: Record<string, string>
  name: string
  type: string
  bytes: Uint8Array
}

export interface WhisperServer {
  origin: string
  received: Received[]
  /** Resolves when a client disconnected before the response was complete. */
  abandoned: Promise<void>
}

/** Starts a mock Whisper server for one test. */
export async function startWhisperServer(
  respond: (response: ServerResponse) => void,
): Promise<WhisperServer> {
  const received: Received[] = []
  let abandon = (): void => {}
  const abandoned = new Promise<void>((resolve) => {
    abandon = resolve
  })
  const server = createServer(async (request, response) => {
    response.once('close', () => !response.writableFinished && abandon())
    received.push(await read(request))
    respond(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received, abandoned }
}

async function read(request: IncomingMessage): Promise<Received> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(await buffer(request), { headers }).formData()
  const file = form.get('file')
  if (!(file instanceof File)) throw new Error('The form has no file')
  form.delete('file')
  const fields: Record<string, string> = {}
  for (const [key, value] of form) fields[key] = String(value)
  const bytes = new Uint8Array(await file.arrayBuffer())
  return {
    path: request.url ?? '',
    headers: request.headers,
    fields,
    name: file.name,
    type: file.type,
    bytes,
  }
}
