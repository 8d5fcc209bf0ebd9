import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type FakeAnswer = (request: IncomingMessage, response: ServerResponse, body: unknown) => void

/** A server that speaks the chat-completions API on this machine, for tests. */
export interface FakeModel {
  /** For `OPENAI_BASE_URL`. */
  url: string
  close(): void
}

export async function startFakeModel(answer: FakeAnswer): Promise<FakeModel> {
  const server = createServer(async (request, response) =>
    answer(request, response, JSON.parse(await text(request))),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Writes the deltas of an answer and leaves it open. */
export function writeDeltas(response: ServerResponse, deltas: object[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const delta of deltas) response.write(`data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`)
}

/** Says that the answer is complete. */
export function writeDone(response: ServerResponse): void {
  response.end('data: [DONE]\n\n')
}
